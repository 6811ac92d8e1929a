using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Transactions;

/// <summary>What a <see cref="LocksParticipant"/> is asked to do: hold these locks, all of them, until the end of the transaction.</summary>
/// <param name="Locks">1 to 64 locks, each name once.</param>
public sealed record HoldLocks(IReadOnlyList<LockDemand> Locks)
{
    /// <summary>All of each of these locks.</summary>
    public static HoldLocks Of(params string[] names) => new([.. names.Select(n => new LockDemand(n))]);
}
