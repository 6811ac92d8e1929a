using System.Runtime.CompilerServices;
using Akka.Actor.Internal;

namespace Akka.Consensus.DistributedLock;

/// <summary>The methods that block, on top of those that do not.</summary>
internal static class Blocking
{
    /// <summary>
    /// Whether this thread is processing an actor's message. While it waits, that actor stands still, and so may others of its dispatcher: if one of them
    /// is to give the lock back, or is the client that asks for it, the wait has no end.
    /// </summary>
    public static bool IsOnActor => InternalCurrentActorCellKeeper.Current is not null;

    /// <summary>Waits for the result of a call.</summary>
    /// <exception cref="InvalidOperationException">An actor's message is being processed here; nothing was asked for.</exception>
    public static T Run<T>(Func<ValueTask<T>> call, [CallerMemberName] string method = "")
    {
        if (InternalCurrentActorCellKeeper.Current is { } actor)
        {
            throw new InvalidOperationException(
                $"{method} would block the thread on which '{actor.Self.Path}' processes a message, perhaps for ever: it may be "
                + $"waiting for an actor that needs this thread; await {method}Async, in a ReceiveAsync or with PipeTo");
        }

        return call().AsTask().GetAwaiter().GetResult();
    }
}
