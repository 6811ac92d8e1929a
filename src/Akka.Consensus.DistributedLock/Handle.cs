using Akka.Consensus.Locks;
using Medallion.Threading;

namespace Akka.Consensus.DistributedLock;

/// <summary>
/// What an acquire gave. Its finalizer gives back what was acquired and then forgotten, as that of other kinds of DistributedLock does.
/// </summary>
internal class Handle(Holding holding) : IDistributedSynchronizationHandle
{
    private bool _isDisposed;
    private bool _isShared;

    ~Handle()
    {
        if (!_isShared)
            _ = holding.ReleaseAsync().AsTask();
    }

    /// <summary>What is held, to be looked at.</summary>
    public LockHandle Current => holding.Current;

    /// <summary>What is held, for somebody who may keep it and forget this handle: which then gives nothing back by itself.</summary>
    public LockHandle Share()
    {
        Volatile.Write(ref _isShared, true);
        return holding.Current;
    }

    public CancellationToken HandleLostToken
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), typeof(IDistributedSynchronizationHandle));
            return holding.Lost;
        }
    }

    /// <summary>Within an actor the release is sent, and not waited for: what the process asks for later comes after it.</summary>
    public void Dispose()
    {
        var released = ReleaseAsync().AsTask();
        if (!Blocking.IsOnActor)
            released.GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private ValueTask ReleaseAsync()
    {
        Volatile.Write(ref _isDisposed, true);
        return holding.ReleaseAsync();
    }
}

/// <summary>What an acquire of an upgradeable read lock gave.</summary>
internal sealed class UpgradeableHandle(UpgradeableHolding holding) : Handle(holding), IDistributedLockUpgradeableHandle
{
    private readonly UpgradeableHolding _holding = holding;

    public bool TryUpgradeToWriteLock(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => TryUpgradeToWriteLockAsync(timeout, cancellationToken));

    public void UpgradeToWriteLock(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Blocking.Run(() => UpgradedAsync(timeout, cancellationToken));

    public ValueTask<bool> TryUpgradeToWriteLockAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        Timeouts.Check(timeout);
        return _holding.TryUpgradeAsync(timeout, cancellationToken);
    }

    public ValueTask UpgradeToWriteLockAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        new(UpgradedAsync(timeout, cancellationToken).AsTask());

    private ValueTask<bool> UpgradedAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Timeouts.Check(timeout);
        var upgrading = _holding.TryUpgradeAsync(timeout, cancellationToken);
        return OrThrowAsync();

        async ValueTask<bool> OrThrowAsync() => await upgrading.ConfigureAwait(false)
            ? true
            : throw new TimeoutException($"'{Current.Name}' was still read by others after {timeout?.TotalSeconds:0.#} s");
    }
}
