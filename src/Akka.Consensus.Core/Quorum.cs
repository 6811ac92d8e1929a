using System.Collections.Immutable;

namespace Akka.Consensus.Core;

/// <summary>The voters of a group and how many of them make a quorum in each phase. Immutable.</summary>
/// <remarks>
/// Every phase-1 quorum must meet every phase-2 quorum; quorums of one phase need not meet each other
/// (Howard, Malkhi, Spiegelman, "Flexible Paxos" (2016), §3).
/// </remarks>
public sealed class Quorum
{
    /// <summary>Quorums of the given sizes.</summary>
    /// <exception cref="InvariantException">The members are not distinct, or a quorum of each phase could miss one of the other.</exception>
    public Quorum(IEnumerable<NodeId> members, int phase1, int phase2)
    {
        Members = [.. members.Distinct().Order()];
        Phase1 = phase1;
        Phase2 = phase2;
        Invariant.Require(Members.Length == members.Count(), "a member is listed twice");
        Invariant.Require(phase1 + phase2 > Members.Length, "P9: a phase-1 quorum must meet every phase-2 quorum");
        Invariant.Require(phase1 <= Members.Length && phase2 <= Members.Length, "a quorum is no larger than the group");
    }

    /// <summary>The voters, in the order of their ids.</summary>
    public ImmutableArray<NodeId> Members { get; }

    /// <summary>How many promises let a proposer propose.</summary>
    public int Phase1 { get; }

    /// <summary>How many acceptances make a value chosen.</summary>
    public int Phase2 { get; }

    /// <summary>More than half of the members in both phases.</summary>
    public static Quorum Majority(IReadOnlyCollection<NodeId> members) => new(members, members.Count / 2 + 1, members.Count / 2 + 1);

    /// <summary>Whether these members can promise a ballot to its proposer.</summary>
    public bool IsPhase1(IReadOnlySet<NodeId> nodes) => CountMembers(nodes) >= Phase1;

    /// <summary>Whether what these members accepted is chosen.</summary>
    public bool IsPhase2(IReadOnlySet<NodeId> nodes) => CountMembers(nodes) >= Phase2;

    /// <summary>The highest value that a phase-2 quorum has reached, each member by its own count.</summary>
    public long ReachedInPhase2(Func<NodeId, long> reached)
    {
        Span<long> values = stackalloc long[Members.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = reached(Members[i]);
        values.Sort();
        return values[^Phase2];
    }

    private int CountMembers(IReadOnlySet<NodeId> nodes)
    {
        var count = 0;
        foreach (var member in Members)
        {
            if (nodes.Contains(member))
                count++;
        }

        return count;
    }
}
