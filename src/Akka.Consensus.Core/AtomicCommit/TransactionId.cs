namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>The id of a transaction. Used once, ever.</summary>
public readonly record struct TransactionId(string Value) : IComparable<TransactionId>
{
    /// <summary>How many characters it may have.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether a transaction may have this id.</summary>
    public bool IsSound => Value.Length is > 0 and <= MaxLength;

    /// <inheritdoc/>
    public int CompareTo(TransactionId other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>Order of ids.</summary>
    public static bool operator <(TransactionId left, TransactionId right) => left.CompareTo(right) < 0;

    /// <summary>Order of ids.</summary>
    public static bool operator >(TransactionId left, TransactionId right) => left.CompareTo(right) > 0;

    /// <summary>Order of ids.</summary>
    public static bool operator <=(TransactionId left, TransactionId right) => left.CompareTo(right) <= 0;

    /// <summary>Order of ids.</summary>
    public static bool operator >=(TransactionId left, TransactionId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
