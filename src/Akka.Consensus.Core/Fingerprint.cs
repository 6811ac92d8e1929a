namespace Akka.Consensus.Core;

/// <summary>A running 64-bit FNV-1a hash: the same content gives the same value in every process. Guards against mistakes, not malice.</summary>
public record struct Fingerprint(ulong Value)
{
    /// <summary>The fingerprint of nothing.</summary>
    public static Fingerprint Empty => new(14695981039346656037);

    /// <summary>Adds a number.</summary>
    public void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 8)
            AddByte((byte)(number >> shift));
    }

    /// <summary>Adds a text, with its length, so that two texts never run into one another.</summary>
    public void Add(string text)
    {
        Add(text.Length);
        foreach (var character in text)
        {
            AddByte((byte)character);
            AddByte((byte)(character >> 8));
        }
    }

    /// <summary>Adds bytes, with their number.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        foreach (var octet in bytes)
            AddByte(octet);
    }

    private void AddByte(byte octet) => Value = (Value ^ octet) * 1099511628211;
}
