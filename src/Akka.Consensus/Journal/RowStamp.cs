using System.Buffers.Binary;

namespace Akka.Consensus.Journal;

/// <summary>The first 16 bytes of a SHA-256. It notices damage of any kind; it keeps nobody from forging a row.</summary>
internal readonly record struct Checksum(UInt128 Value)
{
    /// <summary>How many bytes it takes.</summary>
    public const int Size = 16;

    /// <summary>Reads what <see cref="Write"/> wrote; of a longer text, such as a whole SHA-256, the beginning.</summary>
    public static Checksum Read(ReadOnlySpan<byte> from) => new(BinaryPrimitives.ReadUInt128BigEndian(from));

    /// <summary>Writes its bytes.</summary>
    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt128BigEndian(to, Value);
}

/// <summary>Which row of a role's journal, and what was in it: the checksum covers the row and, by the chain, all before it.</summary>
/// <param name="Number">1 for the first event that the role ever stored; 0 for none.</param>
/// <param name="Checksum">The row's checksum.</param>
internal readonly record struct RowStamp(long Number, Checksum Checksum);
