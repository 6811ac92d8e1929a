using Akka.Consensus.Locks;

namespace Akka.Consensus.DistributedLock;

/// <summary>How a provider names and holds what it makes. Immutable.</summary>
public sealed record ConsensusDistributedSynchronizationOptions
{
    /// <summary>
    /// Whether a name is refused that no lock of the cluster can have. If not, which is the default, such a name is made into one that can be: see
    /// <see cref="ConsensusDistributedSynchronizationProvider.GetSafeName"/>.
    /// </summary>
    public bool ExactNames { get; init; }

    /// <summary>
    /// How everything is held: with which delay after a loss, for how long at most, with which value to show. Which mode is up to what is called, and each
    /// acquire has an owner of its own, so these two must be left alone.
    /// </summary>
    public LockOptions Hold { get; init; } = new();
}
