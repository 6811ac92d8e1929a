using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Medallion.Threading;

namespace Akka.Consensus.DistributedLock;

/// <summary>A lock that one has at a time.</summary>
internal sealed class ExclusiveLock(IReplicatedLock inner) : Acquisition<IDistributedSynchronizationHandle>(inner, Handles.Plain), IDistributedLock;

/// <summary>A semaphore of which each acquire takes one permit.</summary>
internal sealed class Semaphore(IReplicatedLock inner, int maxCount)
    : Acquisition<IDistributedSynchronizationHandle>(inner, Handles.Plain), IDistributedSemaphore
{
    public int MaxCount => maxCount;
}

/// <summary>A lock that many may have to read, one of them perhaps to write later, or one to write.</summary>
/// <param name="inMode">The lock, to be held in a mode.</param>
internal sealed class ReaderWriterLock(Func<LockMode, IReplicatedLock> inMode) : IDistributedUpgradeableReaderWriterLock
{
    private readonly Acquisition<IDistributedSynchronizationHandle> _read = new(inMode(LockMode.Shared), Handles.Plain);
    private readonly Acquisition<IDistributedSynchronizationHandle> _write = new(inMode(LockMode.Exclusive), Handles.Plain);
    private readonly Acquisition<IDistributedLockUpgradeableHandle> _upgradeable = new(inMode(LockMode.Upgradeable), Handles.Upgradeable);

    public string Name => _read.Name;

    public IDistributedSynchronizationHandle AcquireReadLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => AcquireReadLockAsync(timeout, cancellationToken));

    public IDistributedSynchronizationHandle? TryAcquireReadLock(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => TryAcquireReadLockAsync(timeout, cancellationToken));

    public ValueTask<IDistributedSynchronizationHandle> AcquireReadLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _read.AcquireAsync(timeout, cancellationToken);

    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireReadLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        _read.TryAcquireAsync(timeout, cancellationToken);

    public IDistributedSynchronizationHandle AcquireWriteLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => AcquireWriteLockAsync(timeout, cancellationToken));

    public IDistributedSynchronizationHandle? TryAcquireWriteLock(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => TryAcquireWriteLockAsync(timeout, cancellationToken));

    public ValueTask<IDistributedSynchronizationHandle> AcquireWriteLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _write.AcquireAsync(timeout, cancellationToken);

    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireWriteLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        _write.TryAcquireAsync(timeout, cancellationToken);

    public IDistributedLockUpgradeableHandle AcquireUpgradeableReadLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => AcquireUpgradeableReadLockAsync(timeout, cancellationToken));

    public IDistributedLockUpgradeableHandle? TryAcquireUpgradeableReadLock(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => TryAcquireUpgradeableReadLockAsync(timeout, cancellationToken));

    public ValueTask<IDistributedLockUpgradeableHandle> AcquireUpgradeableReadLockAsync(TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => _upgradeable.AcquireAsync(timeout, cancellationToken);

    public ValueTask<IDistributedLockUpgradeableHandle?> TryAcquireUpgradeableReadLockAsync(TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => _upgradeable.TryAcquireAsync(timeout, cancellationToken);
}

/// <summary>The handles of what was acquired.</summary>
internal static class Handles
{
    public static IDistributedSynchronizationHandle Plain(LockHandle held) => new Handle(new PlainHolding(held));

    public static IDistributedLockUpgradeableHandle Upgradeable(LockHandle held) => new UpgradeableHandle(new UpgradeableHolding(held));
}
