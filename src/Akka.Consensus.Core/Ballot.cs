namespace Akka.Consensus.Core;

/// <summary>A ballot: a round and the node that leads it, compared in that order, so no two nodes ever share one.</summary>
/// <remarks>Lamport, "Paxos Made Simple" (2001), §2.2: proposals are numbered, and different proposals have different numbers.</remarks>
public readonly record struct Ballot(long Round, NodeId Node) : IComparable<Ballot>
{
    /// <summary>Below every ballot that a node can lead: nothing promised, nothing accepted.</summary>
    public static Ballot Zero { get; } = new(0, new NodeId(""));

    /// <inheritdoc/>
    public int CompareTo(Ballot other) => Round != other.Round ? Round.CompareTo(other.Round) : Node.CompareTo(other.Node);

    /// <summary>Order of ballots.</summary>
    public static bool operator <(Ballot left, Ballot right) => left.CompareTo(right) < 0;

    /// <summary>Order of ballots.</summary>
    public static bool operator >(Ballot left, Ballot right) => left.CompareTo(right) > 0;

    /// <summary>Order of ballots.</summary>
    public static bool operator <=(Ballot left, Ballot right) => left.CompareTo(right) <= 0;

    /// <summary>Order of ballots.</summary>
    public static bool operator >=(Ballot left, Ballot right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Round}.{Node}";
}
