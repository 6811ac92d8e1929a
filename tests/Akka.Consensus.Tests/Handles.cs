using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Tests;

/// <summary>Handles on a session whose deadline is set by hand: nobody is asked for anything.</summary>
internal static class Handles
{
    public static LockHandle Of(SessionLease session, LockOwner? owner = null, TimeSpan? maxHold = null)
    {
        var call = new AcquireCall(1, new Acquire("x", Waits: true), new AcquireTerms { MaxHold = maxHold }, owner ?? new LockOwner(), Queued: null, new());
        var actions = new HandleActions((_, _) => Task.CompletedTask, (_, _, _) => throw new NotSupportedException(),
            (_, _, _) => throw new NotSupportedException(), TimeSpan.FromHours(1));
        return new LockHandle(call, new Acquired(1, new FencingToken(1), session.Session), session, actions);
    }
}
