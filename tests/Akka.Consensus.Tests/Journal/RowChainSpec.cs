using Akka.Consensus.Core;
using Akka.Consensus.Journal;
using Xunit;

namespace Akka.Consensus.Tests.Journal;

/// <summary>A row that is not what was written, or not where it was written, is noticed when it is read.</summary>
public sealed class RowChainSpec
{
    private static readonly IEvent[] Events = [new Happened("one"), new Happened("two, a longer one"), new Happened("three"), new Happened("four")];

    [Fact(DisplayName = "Rows should come back as the events that were added")]
    public void Rows_should_come_back()
    {
        var writing = RowsSerializer.Chain();
        var rows = Events.Select(writing.Add).ToList();

        var reading = RowsSerializer.Chain();
        var events = rows.Select((r, i) => reading.Read(r, i + 1)).ToList();

        Assert.Equal(Events, events);
        Assert.Equal(writing.Last, reading.Last);
        Assert.Equal(4, reading.Last.Number);
    }

    [Fact(DisplayName = "A chain that was read should go on where it ended")]
    public void A_chain_that_was_read_should_go_on()
    {
        var writing = RowsSerializer.Chain();
        var first = writing.Add(Events[0]);
        var reading = RowsSerializer.Chain();
        reading.Read(first, 1);

        Assert.Equal(writing.Add(Events[1]).Bytes, reading.Add(Events[1]).Bytes);
    }

    [Fact(DisplayName = "Every flipped bit of a row should be noticed, with the file and the row named")]
    public void Every_flipped_bit_should_be_noticed()
    {
        var rows = Rows();
        for (var bit = 0; bit < rows[1].Bytes.Length * 8; bit++)
        {
            var bytes = rows[1].Bytes.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            var refusal = AssertCorrupt(rows[0], new StoredRow(bytes));

            Assert.Contains("'/data/journal.db'", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("row 2 of 'some-role'", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact(DisplayName = "A row that is cut off anywhere should be noticed")]
    public void A_row_that_is_cut_off_should_be_noticed()
    {
        var rows = Rows();
        for (var length = 0; length < rows[1].Bytes.Length; length++)
            AssertCorrupt(rows[0], new StoredRow(rows[1].Bytes[..length]));
    }

    [Fact(DisplayName = "A row that is missing in the middle should be noticed, by its number or by its neighbour")]
    public void A_missing_row_should_be_noticed()
    {
        var rows = Rows();
        var reading = RowsSerializer.Chain();
        reading.Read(rows[0], 1);

        Assert.Throws<JournalCorruptException>(() => reading.Read(rows[2], 3));
        Assert.Throws<JournalCorruptException>(() => reading.Read(rows[2], 2));
    }

    [Fact(DisplayName = "A row that comes twice should be noticed")]
    public void A_row_that_comes_twice_should_be_noticed()
    {
        var rows = Rows();
        var reading = RowsSerializer.Chain();
        reading.Read(rows[0], 1);

        Assert.Throws<JournalCorruptException>(() => reading.Read(rows[0], 1));
        Assert.Throws<JournalCorruptException>(() => reading.Read(rows[0], 2));
    }

    [Fact(DisplayName = "A journal that lacks its beginning should be noticed")]
    public void A_journal_that_lacks_its_beginning_should_be_noticed()
    {
        var refusal = Assert.Throws<JournalCorruptException>(() => RowsSerializer.Chain().Read(Rows()[1], 2));

        Assert.Contains("row 2 of 'some-role' stands where row 1 should be", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A row of another role, or of another course of events, should be noticed")]
    public void A_row_of_another_journal_should_be_noticed()
    {
        var other = RowsSerializer.Chain("other-role");
        var otherwise = RowsSerializer.Chain();
        otherwise.Add(new Happened("otherwise"));

        AssertCorrupt(other.Add(Events[0]));
        AssertCorrupt(Rows()[0], otherwise.Add(Events[1]));
    }

    [Fact(DisplayName = "An event that replaces all before it may come first, or after rows that were deleted")]
    public void A_rebase_may_come_after_a_gap()
    {
        var writing = RowsSerializer.Chain();
        var first = writing.Add(Events[0]);
        writing.Add(Events[1]);
        var rebase = writing.Add(new Replaced("all"));
        var next = writing.Add(Events[2]);

        var afterDeletion = RowsSerializer.Chain();
        var duringDeletion = RowsSerializer.Chain();
        duringDeletion.Read(first, 1);

        Assert.Equal(new Replaced("all"), afterDeletion.Read(rebase, 3));
        Assert.Equal(new Replaced("all"), duringDeletion.Read(rebase, 3));
        Assert.Equal(Events[2], afterDeletion.Read(next, 4));
        Assert.Equal(writing.Last, afterDeletion.Last);
    }

    [Fact(DisplayName = "After an event that replaces all before it, no row may be missing")]
    public void After_a_rebase_no_row_may_be_missing()
    {
        var writing = RowsSerializer.Chain();
        var rebase = writing.Add(new Replaced("all"));
        writing.Add(Events[0]);

        AssertCorrupt(rebase, writing.Add(Events[1]));
    }

    [Fact(DisplayName = "A row of a newer version should be refused, and not be called damaged")]
    public void A_row_of_a_newer_version_should_be_refused()
    {
        var row = RowsSerializer.Chain().Add(new Unheard());

        var refusal = Assert.Throws<JournalException>(() => RowsSerializer.Chain().Read(row, 1));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A row from before there were checksums should be refused, and not be called damaged")]
    public void A_row_without_a_checksum_should_be_refused()
    {
        var refusal = Assert.Throws<JournalException>(() => RowsSerializer.Chain().Read(Events[0], 1));

        Assert.Contains("early version", refusal.Message, StringComparison.Ordinal);
    }

    private static List<StoredRow> Rows()
    {
        var chain = RowsSerializer.Chain();
        return [.. Events.Select(chain.Add)];
    }

    private static JournalCorruptException AssertCorrupt(params StoredRow[] rows)
    {
        var chain = RowsSerializer.Chain();
        for (var i = 0; i < rows.Length - 1; i++)
            chain.Read(rows[i], i + 1);
        var before = chain.Last;

        var refusal = Assert.Throws<JournalCorruptException>(() => chain.Read(rows[^1], rows.Length));

        Assert.Equal(before, chain.Last);
        return refusal;
    }
}
