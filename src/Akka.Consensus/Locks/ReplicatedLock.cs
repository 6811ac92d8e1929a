using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>What an ActorSystem's locks can acquire: a lock, a semaphore, several locks.</summary>
/// <param name="request">What is asked for; whether it waits, and in whose name, is up to the call.</param>
/// <param name="options">How it is to be held.</param>
/// <param name="locks">Those who ask.</param>
internal sealed class ReplicatedLock(Acquire request, LockOptions options, ReplicatedLocks locks) : IReplicatedLock
{
    public string Name => request.Name;

    public async Task<LockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var result = await AskAsync(timeout, queued: null, cancellationToken).ConfigureAwait(false);
        return result.Handle ?? throw AcquireFailures.Of(result.Failure!, Name, timeout, locks.MaxOperations, cancellationToken);
    }

    public async Task<LockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var result = await AskAsync(timeout, queued: null, cancellationToken).ConfigureAwait(false);
        if (result.Failure is { } failure && !AcquireFailures.IsOthers(failure))
            throw AcquireFailures.Of(failure, Name, timeout, locks.MaxOperations, cancellationToken);
        return result.Handle;
    }

    /// <summary>Asks, and says how it ended.</summary>
    internal Task<Client.AcquireResult> AskAsync(TimeSpan? timeout, Action<int>? queued, CancellationToken cancellationToken) =>
        locks.AcquireAsync(request with { Waits = timeout != TimeSpan.Zero }, options, Limit(timeout), queued, cancellationToken);

    /// <summary>Null for a wait without an end: said so, or longer than anything runs.</summary>
    private static TimeSpan? Limit(TimeSpan? timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "a timeout is not negative; leave it out to wait until cancelled");
        return timeout < TimeSpan.Zero || timeout > TimeSpan.FromDays(3650) ? null : timeout;
    }
}
