namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>One instance of Paxos, in which one value is chosen: a register; or the vote of one participant in a transaction.</summary>
/// <param name="Name">The register, or the transaction.</param>
/// <param name="Part">The participant; empty for a register.</param>
public readonly record struct InstanceId(string Name, string Part = "") : IComparable<InstanceId>
{
    /// <inheritdoc/>
    public int CompareTo(InstanceId other)
    {
        var names = string.CompareOrdinal(Name, other.Name);
        return names != 0 ? names : string.CompareOrdinal(Part, other.Part);
    }

    /// <summary>Order of names.</summary>
    public static bool operator <(InstanceId left, InstanceId right) => left.CompareTo(right) < 0;

    /// <summary>Order of names.</summary>
    public static bool operator >(InstanceId left, InstanceId right) => left.CompareTo(right) > 0;

    /// <summary>Order of names.</summary>
    public static bool operator <=(InstanceId left, InstanceId right) => left.CompareTo(right) <= 0;

    /// <summary>Order of names.</summary>
    public static bool operator >=(InstanceId left, InstanceId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Part.Length == 0 ? Name : $"{Name}/{Part}";
}
