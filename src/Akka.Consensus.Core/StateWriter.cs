using System.Buffers;
using System.Text;

namespace Akka.Consensus.Core;

/// <summary>Writes a state machine into a snapshot: numbers in as many bytes as they need, texts in UTF-8. Not thread-safe.</summary>
/// <param name="expected">How many bytes it will be, about: a large state is not to be copied again and again as it grows.</param>
public sealed class StateWriter(int expected = 0)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(Math.Max(256, expected + expected / 8));

    /// <summary>What has been written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>Writes a number; small ones of either sign take one byte.</summary>
    public void Write(long number)
    {
        var rest = (ulong)((number << 1) ^ (number >> 63));
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
            span[length++] = (byte)(rest | 0x80);
        span[length++] = (byte)rest;
        _bytes.Advance(length);
    }

    /// <summary>Writes a text, with its length.</summary>
    public void Write(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Write(length);
        _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length)));
    }

    /// <summary>Writes a text, or that there is none.</summary>
    public void WriteOptional(string? text)
    {
        Write(text is null ? 0 : 1);
        if (text is not null)
            Write(text);
    }
}
