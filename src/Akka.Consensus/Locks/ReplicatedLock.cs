using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>One lock of an ActorSystem's locks.</summary>
internal sealed class ReplicatedLock(string name, ReplicatedLocks locks) : IReplicatedLock
{
    public string Name => name;

    public async Task<LockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var waits = timeout != TimeSpan.Zero;
        var result = await locks.AcquireAsync(name, waits, Limit(timeout), cancellationToken).ConfigureAwait(false);
        return result.Handle ?? throw Failure(result.Reason, timeout, cancellationToken);
    }

    public async Task<LockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var waits = timeout != TimeSpan.Zero;
        var result = await locks.AcquireAsync(name, waits, Limit(timeout), cancellationToken).ConfigureAwait(false);
        if (result.Handle is null && result.Reason is not (AcquireFailure.Denied or AcquireFailure.TimedOut))
            throw Failure(result.Reason, timeout, cancellationToken);
        return result.Handle;
    }

    /// <summary>Null for a wait without an end: said so, or longer than anything runs.</summary>
    private static TimeSpan? Limit(TimeSpan? timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "a timeout is not negative; leave it out to wait until cancelled");
        return timeout < TimeSpan.Zero || timeout > TimeSpan.FromDays(3650) ? null : timeout;
    }

    private Exception Failure(AcquireFailure reason, TimeSpan? timeout, CancellationToken cancellationToken) => reason switch
    {
        AcquireFailure.Unavailable => new ConsensusUnavailableException(
            $"'{name}' was not acquired: the cluster did not answer, or has no quorum"),
        AcquireFailure.Overloaded => new ConsensusUnavailableException(
            $"'{name}' was not acquired: the cluster has more to do than it can; wait longer, or let fewer clients ask at a time"),
        AcquireFailure.TooManyHere => new ConsensusOverloadedException(
            $"'{name}' was not asked for: {locks.MaxOperations} acquires are under way or hold their lock in this process; "
            + "let some end first, or raise akka.consensus.client.max-operations"),
        AcquireFailure.TooManyInGroup => new ConsensusOverloadedException(
            $"'{name}' was refused: the cluster lets one client hold and await {TableLimits.Standard.RequestsOfSession} locks, "
            + $"and all together {TableLimits.Standard.Requests}; release some first"),
        AcquireFailure.SessionLost => new OutcomeUnknownException(
            $"'{name}' was not acquired: the client's session ended while it waited; what it held will be free within the time to live"),
        AcquireFailure.Closed => new ObjectDisposedException(nameof(IReplicatedLocks), "the client has been closed, or its ActorSystem has ended"),
        AcquireFailure.Cancelled => new OperationCanceledException(cancellationToken),
        AcquireFailure.BadName => new ArgumentException($"the cluster refuses the name '{name}'"),
        _ => new TimeoutException($"'{name}' was held by another for {timeout?.TotalSeconds:0.#} s"),
    };
}
