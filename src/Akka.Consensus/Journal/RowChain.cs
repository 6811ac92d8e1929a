using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Security.Cryptography;
using System.Text;
using Akka.Consensus.Core;
using Akka.Serialization;
using Google.Protobuf;
using Proto = Akka.Consensus.Serialization.Proto;

namespace Akka.Consensus.Journal;

/// <summary>
/// The rows of one role's journal: each carries its number, its checksum and the checksum of the row before, so that a row that was
/// altered, lost or moved is noticed when the journal is read back. A row that is noticed in this way may hold a vote that others have
/// counted: it is "possibly accepted", never "absent". Not thread-safe.
/// </summary>
/// <param name="journal">The journal's file or database, for what there is to say.</param>
/// <param name="persistenceId">Whose rows these are.</param>
/// <param name="serializer">Turns events into bytes and back.</param>
internal sealed class RowChain(string journal, string persistenceId, SerializerWithStringManifest serializer)
{
    private readonly byte[] _owner = Encoding.UTF8.GetBytes(persistenceId);

    /// <summary>The last row that was read or added; number 0 before the first.</summary>
    public RowStamp Last { get; private set; }

    /// <summary>Makes the row that follows <see cref="Last"/>, and is <see cref="Last"/> from now on.</summary>
    public StoredRow Add(IEvent change)
    {
        var row = new Proto.Row
        {
            Number = Last.Number + 1,
            Previous = ToBytes(Last.Checksum),
            Manifest = serializer.Manifest(change),
            Event = UnsafeByteOperations.UnsafeWrap(serializer.ToBinary(change)),
        };
        var checksum = ChecksumOf(row);
        row.Checksum = ToBytes(checksum);
        Last = new RowStamp(row.Number, checksum);
        return new StoredRow(row.ToByteArray());
    }

    /// <summary>Takes back the next row, and checks that it is whole and follows <see cref="Last"/>.</summary>
    /// <param name="stored">What the journal gave.</param>
    /// <param name="number">The sequence number under which it was found.</param>
    /// <exception cref="JournalCorruptException">It is not the row that was written there.</exception>
    /// <exception cref="JournalException">It was written by another version, and cannot be read by this one.</exception>
    public IEvent Read(object stored, long number)
    {
        if (stored is not StoredRow bytes)
            throw JournalFailures.OtherVersion(journal, Describe(number), "an early version, which kept no checksums");
        var row = Parse(bytes, number);
        var checksum = ChecksumOf(row);
        if (row.Number != number)
            throw Corrupt(number, $"says that it is row {row.Number}");
        if (!row.Checksum.Span.SequenceEqual(ToBytes(checksum).Span))
            throw Corrupt(number, "has a wrong checksum");

        var change = Deserialize(row);
        if (number == Last.Number + 1)
            RequireFollows(row, number);
        else if (number <= Last.Number || change is not IRebase)
            throw Corrupt(number, $"stands where row {Last.Number + 1} should be");

        // Else the rows between were deleted, perhaps while the journal was read: this event replaces them all.
        Last = new RowStamp(number, checksum);
        return change;
    }

    private Proto.Row Parse(StoredRow stored, long number)
    {
        try
        {
            return Proto.Row.Parser.ParseFrom(stored.Bytes);
        }
        catch (InvalidProtocolBufferException unreadable)
        {
            throw Corrupt(number, "cannot be read", unreadable);
        }
    }

    // The checksum was right: these bytes are what was written.
    private IEvent Deserialize(Proto.Row row)
    {
        try
        {
            return (IEvent)serializer.FromBinary(row.Event.ToByteArray(), row.Manifest);
        }
        catch (Exception unknown) when (unknown is SerializationException or InvalidProtocolBufferException)
        {
            throw JournalFailures.OtherVersion(journal, Describe(row.Number), "a newer version", unknown);
        }
    }

    private void RequireFollows(Proto.Row row, long number)
    {
        if (!row.Previous.Span.SequenceEqual(ToBytes(Last.Checksum).Span))
            throw Corrupt(number, "does not follow the row before it");
    }

    // Lengths go before what varies in length: no two rows give the same bytes.
    private Checksum ChecksumOf(Proto.Row row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, row.Number);
        hash.AppendData(number);
        Append(hash, _owner);
        Append(hash, row.Previous.Span);
        Append(hash, Encoding.UTF8.GetBytes(row.Manifest));
        Append(hash, row.Event.Span);
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return Checksum.Read(result);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static ByteString ToBytes(Checksum checksum)
    {
        Span<byte> bytes = stackalloc byte[Checksum.Size];
        checksum.Write(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private string Describe(long number) => $"row {number} of '{persistenceId}'";

    private JournalCorruptException Corrupt(long number, string found, Exception? cause = null) =>
        JournalFailures.Damaged(journal, $"{Describe(number)} {found}", cause);
}
