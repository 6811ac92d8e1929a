using System.Text;

namespace Akka.Consensus.Core;

/// <summary>What is proposed and chosen: some bytes. Immutable; two values with the same bytes are equal.</summary>
public sealed class Value : IEquatable<Value>
{
    private readonly byte[] _bytes;

    /// <summary>A value of these bytes, which are copied.</summary>
    public Value(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>How many bytes it has.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes of a text in UTF-8.</summary>
    public static Value Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public bool Equals(Value? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Value);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var fingerprint = Fingerprint.Empty;
        fingerprint.Add(_bytes.AsSpan());
        return fingerprint.Value.GetHashCode();
    }

    /// <summary>The bytes, read as UTF-8.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes);
}
