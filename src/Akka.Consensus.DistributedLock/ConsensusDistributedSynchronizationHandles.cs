using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Medallion.Threading;

namespace Akka.Consensus.DistributedLock;

/// <summary>What the handles have that their interfaces do not tell.</summary>
public static class ConsensusDistributedSynchronizationHandles
{
    /// <summary>
    /// The fencing token: higher than that of every grant before it, for the resource to check. Of an upgradeable read lock that has been upgraded, that of the
    /// write lock; of several locks, the first one's: the others are in <see cref="LockHandle.Tokens"/> of <see cref="GetLockHandle"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The handle was not acquired through a <see cref="ConsensusDistributedSynchronizationProvider"/>.</exception>
    public static FencingToken GetFencingToken(this IDistributedSynchronizationHandle handle) => Ours(handle).Current.Token;

    /// <summary>
    /// What stands behind the handle: its state, its tokens, whether the cluster confirms it. To be given back by disposing of the handle, which from now on is
    /// not done for those who forget it.
    /// </summary>
    /// <exception cref="ArgumentException">The handle was not acquired through a <see cref="ConsensusDistributedSynchronizationProvider"/>.</exception>
    public static LockHandle GetLockHandle(this IDistributedSynchronizationHandle handle) => Ours(handle).Share();

    private static Handle Ours(IDistributedSynchronizationHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle as Handle
            ?? throw new ArgumentException($"a {handle.GetType().Name} is not a handle of a {nameof(ConsensusDistributedSynchronizationProvider)}", nameof(handle));
    }
}
