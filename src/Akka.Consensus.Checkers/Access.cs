namespace Akka.Consensus.Checkers;

/// <summary>A read or a write of one of many registers.</summary>
/// <param name="IsWrite">Whether it is a write.</param>
/// <param name="Key">Which register.</param>
/// <param name="Value">What was read or written.</param>
public readonly record struct Access<TKey, TValue>(bool IsWrite, TKey Key, TValue Value);

/// <summary>Makes accesses.</summary>
public static class Access
{
    /// <summary>A read that answered so. Of a read of unknown outcome the value means nothing.</summary>
    public static Access<TKey, TValue> Read<TKey, TValue>(TKey key, TValue value) => new(IsWrite: false, key, value);

    /// <summary>A write.</summary>
    public static Access<TKey, TValue> Write<TKey, TValue>(TKey key, TValue value) => new(IsWrite: true, key, value);
}
