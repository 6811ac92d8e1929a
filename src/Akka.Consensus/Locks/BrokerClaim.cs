using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Akka.Consensus.Locks;

/// <summary>What an actor has asked the broker for, until it has it no more.</summary>
/// <param name="owner">The actor.</param>
/// <param name="request">What it asked for.</param>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and nobody waits for its handle: there is nothing to dispose of.")]
internal sealed class BrokerClaim(IActorRef owner, LockBroker.Acquire request)
{
    private readonly CancellationTokenSource _cancel = new();

    public IActorRef Owner => owner;

    public LockBroker.Acquire Request => request;

    public string Name => request.Name;

    /// <summary>Its place in line; null if it has not been told of one.</summary>
    public int? Position { get; set; }

    /// <summary>The lock; null while it waits.</summary>
    public LockHandle? Handle { get; set; }

    /// <summary>Whether the owner has been told that the lock is suspended.</summary>
    public bool IsSuspended { get; set; }

    /// <summary>How often the owner has asked for the release that is under way; 0 if none is.</summary>
    public int Releases { get; set; }

    /// <summary>What the owner has asked for since: begun when the release is done.</summary>
    public LockBroker.Acquire? Next { get; set; }

    public LockBroker.Granted Grant => new(Name, Handle!.Token) { Tokens = Handle.Tokens, Message = Handle.Message, LostToken = Handle.Lost };

    /// <summary>Asks for the lock.</summary>
    /// <returns>The lock, or what the owner is to be told instead.</returns>
    public async Task<(LockHandle? Handle, object? Refusal)> AskAsync(ReplicatedLocks locks, Action<int> queued)
    {
        try
        {
            var asked = (ReplicatedLock)(request.Demands is [{ Permits: 0 }] ? locks.Get(Name, request.Options with { Mode = request.Demands[0].Mode })
                : locks.GetAll(request.Demands, request.Options));
            var result = await asked.AskAsync(request.Timeout, queued, _cancel.Token).ConfigureAwait(false);
            return result switch
            {
                { Handle: { State: LockState.Lost } lost } => (null, new LockBroker.Failed(Name, $"'{Name}' was granted, and lost at once: {lost.Loss!.Reason}")),
                { Handle: { } held } => (held, null),
                { Failure: { } failure } when AcquireFailures.IsOthers(failure) => (null, new LockBroker.Denied(Name, failure.Detail is "" ? null : failure.Detail)),
                _ => (null, Failed(AcquireFailures.Of(result.Failure!, Name, request.Timeout, locks.MaxOperations, _cancel.Token))),
            };
        }
        catch (Exception failure)
        {
            return (null, Failed(failure));
        }
    }

    /// <summary>The owner does not want it any more: what comes of it is given back.</summary>
    public void Abandon()
    {
        _cancel.Cancel();
        _ = Handle?.ReleaseAsync();
    }

    private LockBroker.Failed Failed(Exception cause) => new(Name, cause.Message) { Cause = cause };
}
