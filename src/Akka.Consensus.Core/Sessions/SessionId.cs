using System.Globalization;

namespace Akka.Consensus.Core.Sessions;

/// <summary>A session: the log index of the entry that opened it.</summary>
public readonly record struct SessionId(long Value) : IComparable<SessionId>
{
    /// <inheritdoc/>
    public int CompareTo(SessionId other) => Value.CompareTo(other.Value);

    /// <summary>Order of sessions: of their beginnings.</summary>
    public static bool operator <(SessionId left, SessionId right) => left.Value < right.Value;

    /// <summary>Order of sessions: of their beginnings.</summary>
    public static bool operator >(SessionId left, SessionId right) => left.Value > right.Value;

    /// <summary>Order of sessions: of their beginnings.</summary>
    public static bool operator <=(SessionId left, SessionId right) => left.Value <= right.Value;

    /// <summary>Order of sessions: of their beginnings.</summary>
    public static bool operator >=(SessionId left, SessionId right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
