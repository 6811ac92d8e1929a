using System.Text;

namespace Akka.Consensus.Core;

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order. Not thread-safe.</summary>
/// <remarks>Every method throws an <see cref="InvariantException"/> where the bytes are not what such a writer writes.</remarks>
public sealed class StateReader(ReadOnlyMemory<byte> bytes)
{
    private const int MaxShift = 63;

    private int _position;

    /// <summary>Whether all has been read.</summary>
    public bool IsAtEnd => _position == bytes.Length;

    /// <summary>Reads a number.</summary>
    public long ReadNumber()
    {
        ulong value = 0;
        for (var shift = 0; shift <= MaxShift; shift += 7)
        {
            Invariant.Require(_position < bytes.Length, "a snapshot ends in the middle of a number");
            var octet = bytes.Span[_position++];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new InvariantException("a snapshot has a number of more than 64 bits");
    }

    /// <summary>Reads a number that counts something.</summary>
    public int ReadCount()
    {
        var count = ReadNumber();
        Invariant.Require(count >= 0 && count <= bytes.Length - _position, "a snapshot says that it holds more than it has room for");
        return (int)count;
    }

    /// <summary>Reads a text.</summary>
    public string ReadText()
    {
        var length = ReadCount();
        var text = Encoding.UTF8.GetString(bytes.Span.Slice(_position, length));
        _position += length;
        return text;
    }

    /// <summary>Reads a text that may be none.</summary>
    public string? ReadOptionalText() => ReadNumber() == 0 ? null : ReadText();
}
