using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Akka.Consensus.Journal;

/// <summary>
/// How <c>journal.mark</c> looks: a title, then a record of two slots for each role. The slots are written in turn, each with a checksum
/// of its own, so that a write that is torn leaves the one before. The file has its full length from the beginning.
/// </summary>
internal static class MarkLayout
{
    /// <summary>Of how many roles the file can hold the mark: more than forty groups of three.</summary>
    public const int Capacity = 127;

    /// <summary>The length of a slot in bytes: key, row number, row checksum, and a checksum of these; the rest is zero.</summary>
    public const int SlotSize = 64;

    private const int RecordSize = 2 * SlotSize;
    private const int FileSize = RecordSize * (1 + Capacity);
    private const int NumberAt = Checksum.Size;
    private const int StampAt = NumberAt + sizeof(long);
    private const int SumAt = StampAt + Checksum.Size;

    /// <summary>The mark of one role, and the slot in which it stands.</summary>
    public readonly record struct Record(UInt128 Key, int Index, int Slot, RowStamp Last);

    /// <summary>A file without marks.</summary>
    public static byte[] Empty()
    {
        var file = new byte[FileSize];
        "Akka.Consensus: the last rows of journal.db, version 1\n"u8.CopyTo(file);
        return file;
    }

    /// <summary>What stands for a role in the file, whatever the length of its name.</summary>
    public static UInt128 KeyOf(string persistenceId) => Sum(Encoding.UTF8.GetBytes(persistenceId)).Value;

    /// <summary>Where a slot begins.</summary>
    public static long OffsetOf(int index, int slot) => RecordSize + ((long)index * RecordSize) + (slot * SlotSize);

    /// <summary>Fills a slot.</summary>
    public static void Write(Span<byte> slot, UInt128 key, RowStamp row)
    {
        slot.Clear();
        new Checksum(key).Write(slot);
        BinaryPrimitives.WriteInt64BigEndian(slot[NumberAt..], row.Number);
        row.Checksum.Write(slot[StampAt..]);
        Sum(slot[..SumAt]).Write(slot[SumAt..]);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or damaged in a way that no torn write explains.</exception>
    public static List<Record> Read(byte[] file)
    {
        if (file.Length != FileSize)
            throw new InvalidDataException($"has {file.Length} bytes instead of {FileSize}");
        if (!file.AsSpan(0, RecordSize).SequenceEqual(Empty().AsSpan(0, RecordSize)))
            throw new InvalidDataException("does not begin with its title");
        var records = new List<Record>();
        for (var index = 0; index < Capacity; index++)
        {
            if (Read(file, index) is { } record)
                records.Add(record);
        }

        if (records.DistinctBy(r => r.Key).Count() != records.Count)
            throw new InvalidDataException("has two marks of one role");
        return records;
    }

    private static Record? Read(byte[] file, int index)
    {
        var slots = Enumerable.Range(0, 2).Select(s => file.AsMemory((int)OffsetOf(index, s), SlotSize)).ToList();
        var whole = Enumerable.Range(0, 2).Where(s => IsWhole(slots[s].Span)).Select(s => Parse(slots[s].Span, index, s)).ToList();

        // A slot of zeros beside one that is torn: the first write of all.
        if (whole.Count == 0 && slots.TrueForAll(s => s.Span.ContainsAnyExcept((byte)0)))
            throw new InvalidDataException($"has a record ({index + 1}) that is damaged in both of its slots");
        if (whole.Count == 2 && whole[0].Key != whole[1].Key)
            throw new InvalidDataException($"has a record ({index + 1}) of two roles");
        return whole.Count == 0 ? null : whole.MaxBy(r => r.Last.Number);
    }

    private static bool IsWhole(ReadOnlySpan<byte> slot) =>
        Checksum.Read(slot[SumAt..]) == Sum(slot[..SumAt]);

    private static Record Parse(ReadOnlySpan<byte> slot, int index, int number) => new(Checksum.Read(slot).Value, index, number,
        new RowStamp(BinaryPrimitives.ReadInt64BigEndian(slot[NumberAt..]), Checksum.Read(slot[StampAt..])));

    private static Checksum Sum(ReadOnlySpan<byte> bytes) => Checksum.Read(SHA256.HashData(bytes));
}
