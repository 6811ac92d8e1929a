using Akka.Consensus.Core.Locks;
using Medallion.Threading;

namespace Akka.Consensus.DistributedLock;

/// <content>
/// Several at once. DistributedLock has extension methods of these names, which acquire one after the other; called on this class, and not on one of its
/// interfaces, these come before them. They acquire all in one entry of the log, or none, so nobody waits in a circle whatever the order of the names.
/// </content>
public sealed partial class ConsensusDistributedSynchronizationProvider
{
    /// <summary>Acquires several locks, all at once.</summary>
    /// <param name="names">1 to 64 names. Each only once.</param>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Others had one of them for all that time.</exception>
    /// <exception cref="ArgumentException">There is none, too many, one that comes twice, or one that cannot be a name.</exception>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAllLocksAsync(IReadOnlyList<string> names, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => AllInMode(names, LockMode.Exclusive).AcquireAsync(timeout, cancellationToken);

    /// <summary>Acquires several locks, all at once; blocks.</summary>
    /// <inheritdoc cref="AcquireAllLocksAsync"/>
    public IDistributedSynchronizationHandle AcquireAllLocks(IReadOnlyList<string> names, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => Blocking.Run(() => AcquireAllLocksAsync(names, timeout, cancellationToken));

    /// <summary>As <see cref="AcquireAllLocksAsync"/>, but null, and none acquired, if others have one of them after the timeout.</summary>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAllLocksAsync(IReadOnlyList<string> names, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => AllInMode(names, LockMode.Exclusive).TryAcquireAsync(timeout, cancellationToken);

    /// <summary>As <see cref="AcquireAllLocksAsync"/>, but null, and none acquired, if others have one of them after the timeout; blocks.</summary>
    public IDistributedSynchronizationHandle? TryAcquireAllLocks(IReadOnlyList<string> names, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => Blocking.Run(() => TryAcquireAllLocksAsync(names, timeout, cancellationToken));

    /// <summary>Acquires several locks to read, all at once.</summary>
    /// <param name="names">1 to 64 names. To name a lock twice is to name it once.</param>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Others had one of them for all that time.</exception>
    /// <exception cref="ArgumentException">There is none, too many, or one that cannot be a name.</exception>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAllReadLocksAsync(IReadOnlyList<string> names, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => AllInMode(names, LockMode.Shared).AcquireAsync(timeout, cancellationToken);

    /// <summary>Acquires several locks to read, all at once; blocks.</summary>
    /// <inheritdoc cref="AcquireAllReadLocksAsync"/>
    public IDistributedSynchronizationHandle AcquireAllReadLocks(IReadOnlyList<string> names, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => Blocking.Run(() => AcquireAllReadLocksAsync(names, timeout, cancellationToken));

    /// <summary>As <see cref="AcquireAllReadLocksAsync"/>, but null, and none acquired, if others have one of them after the timeout.</summary>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAllReadLocksAsync(IReadOnlyList<string> names, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => AllInMode(names, LockMode.Shared).TryAcquireAsync(timeout, cancellationToken);

    /// <summary>As <see cref="AcquireAllReadLocksAsync"/>, but null, and none acquired, if others have one of them after the timeout; blocks.</summary>
    public IDistributedSynchronizationHandle? TryAcquireAllReadLocks(IReadOnlyList<string> names, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => Blocking.Run(() => TryAcquireAllReadLocksAsync(names, timeout, cancellationToken));

    /// <summary>Acquires several locks to write, all at once.</summary>
    /// <param name="names">1 to 64 names. Each only once.</param>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Others had one of them for all that time.</exception>
    /// <exception cref="ArgumentException">There is none, too many, one that comes twice, or one that cannot be a name.</exception>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAllWriteLocksAsync(IReadOnlyList<string> names, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => AllInMode(names, LockMode.Exclusive).AcquireAsync(timeout, cancellationToken);

    /// <summary>Acquires several locks to write, all at once; blocks.</summary>
    /// <inheritdoc cref="AcquireAllWriteLocksAsync"/>
    public IDistributedSynchronizationHandle AcquireAllWriteLocks(IReadOnlyList<string> names, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => Blocking.Run(() => AcquireAllWriteLocksAsync(names, timeout, cancellationToken));

    /// <summary>As <see cref="AcquireAllWriteLocksAsync"/>, but null, and none acquired, if others have one of them after the timeout.</summary>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAllWriteLocksAsync(IReadOnlyList<string> names, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => AllInMode(names, LockMode.Exclusive).TryAcquireAsync(timeout, cancellationToken);

    /// <summary>As <see cref="AcquireAllWriteLocksAsync"/>, but null, and none acquired, if others have one of them after the timeout; blocks.</summary>
    public IDistributedSynchronizationHandle? TryAcquireAllWriteLocks(IReadOnlyList<string> names, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => Blocking.Run(() => TryAcquireAllWriteLocksAsync(names, timeout, cancellationToken));

    /// <summary>Acquires one permit each of several semaphores, all at once.</summary>
    /// <param name="names">1 to 64 names. To name a semaphore twice takes two permits.</param>
    /// <param name="maxCount">How many permits each of them has.</param>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Others had one of them for all that time.</exception>
    /// <exception cref="ArgumentException">There is none, too many, one that cannot be a name, or more permits are asked of one than it has.</exception>
    public ValueTask<IDistributedSynchronizationHandle> AcquireAllSemaphoresAsync(IReadOnlyList<string> names, int maxCount, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => AllSemaphores(names, maxCount).AcquireAsync(timeout, cancellationToken);

    /// <summary>Acquires one permit each of several semaphores, all at once; blocks.</summary>
    /// <inheritdoc cref="AcquireAllSemaphoresAsync"/>
    public IDistributedSynchronizationHandle AcquireAllSemaphores(IReadOnlyList<string> names, int maxCount, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => Blocking.Run(() => AcquireAllSemaphoresAsync(names, maxCount, timeout, cancellationToken));

    /// <summary>As <see cref="AcquireAllSemaphoresAsync"/>, but null, and none acquired, if others have one of them after the timeout.</summary>
    public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAllSemaphoresAsync(IReadOnlyList<string> names, int maxCount, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => AllSemaphores(names, maxCount).TryAcquireAsync(timeout, cancellationToken);

    /// <summary>As <see cref="AcquireAllSemaphoresAsync"/>, but null, and none acquired, if others have one of them after the timeout; blocks.</summary>
    public IDistributedSynchronizationHandle? TryAcquireAllSemaphores(IReadOnlyList<string> names, int maxCount, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => Blocking.Run(() => TryAcquireAllSemaphoresAsync(names, maxCount, timeout, cancellationToken));

    private Acquisition<IDistributedSynchronizationHandle> AllInMode(IReadOnlyList<string> names, LockMode mode)
    {
        var safe = NamesOf(names);
        var each = mode == LockMode.Shared ? safe.Distinct(StringComparer.Ordinal) : safe;
        return AllOf(each.Select(name => new LockDemand(name, mode)));
    }

    private Acquisition<IDistributedSynchronizationHandle> AllSemaphores(IReadOnlyList<string> names, int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        return AllOf(NamesOf(names).CountBy(name => name, StringComparer.Ordinal)
            .Select(asked => new LockDemand(asked.Key, LockMode.Permits) { Count = asked.Value, Permits = maxCount }));
    }

    private Acquisition<IDistributedSynchronizationHandle> AllOf(IEnumerable<LockDemand> demands) =>
        new(_locks.GetAll(demands, _options.Hold), Handles.Plain);

    private List<string> NamesOf(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Contains(null!) ? throw new ArgumentException("a name is null", nameof(names)) : [.. names.Select(NameOf)];
    }
}
