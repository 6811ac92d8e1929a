using System.Globalization;

namespace Akka.Consensus.Core.Locks;

/// <summary>
/// Rises with every grant of every lock of the group. A resource that refuses a token lower than one it has seen is safe from an
/// owner that has lost its lock and does not know it yet.
/// </summary>
/// <param name="Value">The epoch in the upper 16 bits, the number of the grant in the lower 48. Never 0.</param>
public readonly record struct FencingToken(long Value) : IComparable<FencingToken>
{
    private const int NumberBits = 48;

    /// <summary>Raised by an operator after a disaster only.</summary>
    public int Epoch => (int)(Value >> NumberBits);

    /// <summary>The log index of the grant; or, where one entry of the log granted several locks, the next free number.</summary>
    public long Number => Value & ((1L << NumberBits) - 1);

    /// <summary>The token of a grant.</summary>
    public static FencingToken Of(int epoch, long number) => new(((long)epoch << NumberBits) | number);

    /// <inheritdoc/>
    public int CompareTo(FencingToken other) => Value.CompareTo(other.Value);

    /// <summary>Order of tokens.</summary>
    public static bool operator <(FencingToken left, FencingToken right) => left.Value < right.Value;

    /// <summary>Order of tokens.</summary>
    public static bool operator >(FencingToken left, FencingToken right) => left.Value > right.Value;

    /// <summary>Order of tokens.</summary>
    public static bool operator <=(FencingToken left, FencingToken right) => left.Value <= right.Value;

    /// <summary>Order of tokens.</summary>
    public static bool operator >=(FencingToken left, FencingToken right) => left.Value >= right.Value;

    /// <summary>One decimal number; larger is newer.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
