using Akka.Consensus.Locks;
using Medallion.Threading;

namespace Akka.Consensus.DistributedLock;

/// <summary>One way to hold something, by the four methods that each interface has for it. Thread-safe.</summary>
/// <param name="inner">What is acquired.</param>
/// <param name="handle">Makes the handle of what was acquired.</param>
internal class Acquisition<THandle>(IReplicatedLock inner, Func<LockHandle, THandle> handle)
    where THandle : class, IDistributedSynchronizationHandle
{
    public string Name => inner.Name;

    public THandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => AcquireAsync(timeout, cancellationToken));

    public THandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => TryAcquireAsync(timeout, cancellationToken));

    public ValueTask<THandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Timeouts.Check(timeout);
        return HandleAsync();

        async ValueTask<THandle> HandleAsync() =>
            handle(await Deadlocks.TranslateAsync(inner.AcquireAsync(timeout, cancellationToken)).ConfigureAwait(false));
    }

    public ValueTask<THandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        Timeouts.Check(timeout);
        return HandleAsync();

        async ValueTask<THandle?> HandleAsync() =>
            await Deadlocks.TranslateAsync(inner.TryAcquireAsync(timeout, cancellationToken)).ConfigureAwait(false) is { } held ? handle(held) : null;
    }
}
