using Akka.Consensus.Core;
using Akka.Consensus.Journal;
using Akka.Consensus.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Akka.Consensus.Tests.Journal;

/// <summary>What becomes of a journal file is noticed when it is opened, or when its rows are read; what is whole is never refused.</summary>
public sealed class JournalFileSpec : IDisposable
{
    private const int Rows = 60;

    private readonly JournalFolder _folder = new();

    [Fact(DisplayName = "A journal should be read back by life after life")]
    public void A_journal_should_be_read_back()
    {
        Assert.Empty(_folder.Live(2));
        Assert.Equal(2, _folder.Live(0).Count);
        Assert.Equal(2, _folder.Live(3).Count);

        Assert.Equal(Expected(5), _folder.Live(0));
    }

    [Fact(DisplayName = "A journal of a process that was killed should be read back, with what was only in the write-ahead log")]
    public void A_journal_of_a_killed_process_should_be_read_back()
    {
        _folder.Live(2);
        using var killed = _folder.Killed(3);
        Assert.True(new FileInfo(killed.WriteAheadLog).Length > 0);

        Assert.Equal(Expected(5), killed.Live(0));
    }

    [Fact(DisplayName = "A process that is killed before its first row should leave what the next one can use")]
    public void A_process_that_is_killed_before_its_first_row()
    {
        using var killed = _folder.Killed(0);

        Assert.Empty(killed.Live(1));
        Assert.Equal(Expected(1), killed.Live(0));
    }

    [Fact(DisplayName = "A row that never reached the disk should not be missed")]
    public void A_row_that_never_reached_the_disk_should_not_be_missed()
    {
        _folder.Live(2);
        _folder.Live(0, journal => journal.Add(new Happened("lost"), out _));

        Assert.Equal(Expected(2), _folder.Live(0));
    }

    [Fact(DisplayName = "A missing mark should be made again, and the journal be used")]
    public void A_missing_mark_should_be_made_again()
    {
        _folder.Live(3);
        File.Delete(_folder.Mark);

        Assert.Equal(Expected(3), _folder.Live(0));

        _folder.Execute("DELETE FROM journal WHERE sequence_number = 3");
        Assert.Throws<JournalCorruptException>(() => _folder.Live(0));
    }

    [Fact(DisplayName = "A mark that fell behind should be no reason to refuse")]
    public void A_mark_that_fell_behind_should_be_no_reason_to_refuse()
    {
        _folder.Live(3);
        var behind = File.ReadAllBytes(_folder.Mark);
        _folder.Live(3);
        File.WriteAllBytes(_folder.Mark, behind);

        Assert.Equal(Expected(6), _folder.Live(0));
    }

    public static TheoryData<string, Action<string>> Damages => new()
    {
        { "deleted", File.Delete },
        { "emptied", f => Cut(f, 0) },
        { "cut in the middle", f => Cut(f, new FileInfo(f).Length / 2) },
        { "cut by a page", f => Cut(f, new FileInfo(f).Length - 4096) },
        { "overwritten", f => File.WriteAllText(f, new string('x', 100_000)) },
        { "overwritten in its second page", f => Overwrite(f, 4096, 4096) },
    };

    [Theory(DisplayName = "A journal file should be refused, by its name and with what to do, and left as it is, when it was")]
    [MemberData(nameof(Damages))]
    public void A_damaged_file_should_be_refused(string how, Action<string> damage)
    {
        _folder.Live(Rows);
        damage(_folder.Journal);

        AssertRefused(_folder, how);
    }

    [Fact(DisplayName = "A journal file that is gone or empty should be refused for its write-ahead log's sake, without a mark too")]
    public void A_write_ahead_log_without_its_file_should_be_refused()
    {
        using var killed = _folder.Killed(Rows);
        File.Delete(killed.Mark);
        Cut(killed.Journal, 0);
        AssertRefused(killed, "emptied");

        File.Delete(killed.Mark);
        File.Delete(killed.Journal);
        AssertRefused(killed, "deleted");
    }

    [Fact(DisplayName = "A write-ahead log that was deleted or cut should be noticed by the mark, which is named")]
    public void A_lost_write_ahead_log_should_be_noticed()
    {
        _folder.Live(2);
        using var deleted = _folder.Killed(Rows);
        using var cut = new JournalFolder();
        deleted.CopyTo(cut);
        File.Delete(deleted.WriteAheadLog);
        Cut(cut.WriteAheadLog, new FileInfo(cut.WriteAheadLog).Length - 100);

        Assert.Contains(HighWaterMark.FileName, AssertRefused(deleted, "deleted").Message, StringComparison.Ordinal);
        Assert.Contains(HighWaterMark.FileName, AssertRefused(cut, "cut").Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A write-ahead log that was deleted with all tables in it should be noticed")]
    public void A_write_ahead_log_with_everything_in_it_should_be_noticed()
    {
        using var killed = _folder.Killed(1);
        File.Delete(killed.WriteAheadLog);

        AssertRefused(killed, "deleted");
    }

    [Fact(DisplayName = "An older copy of the journal should be noticed by the mark")]
    public void An_older_copy_should_be_noticed()
    {
        _folder.Live(Rows);
        var older = File.ReadAllBytes(_folder.Journal);
        _folder.Live(1);
        File.WriteAllBytes(_folder.Journal, older);

        var refusal = AssertRefused(_folder, "older");

        Assert.Contains($"row {Rows} of '{JournalFolder.Role}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"row {Rows + 1} was on the disk", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A row that is not the one of the mark should be noticed")]
    public void A_row_that_is_not_the_one_of_the_mark_should_be_noticed()
    {
        _folder.Live(3);
        using (var mark = HighWaterMark.Open(_folder.Path))
        {
            mark.Of(JournalFolder.Role).Raise(new RowStamp(1, new Checksum(1)));
            mark.Of(JournalFolder.Role).Raise(new RowStamp(2, new Checksum(2)));
        }

        var refusal = Assert.Throws<JournalCorruptException>(() => _folder.Live(0));

        Assert.Contains("row 2 of 'some-role' is not the one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A damaged mark should be refused, and both files be named")]
    public void A_damaged_mark_should_be_refused()
    {
        _folder.Live(3);
        Cut(_folder.Mark, 100);

        Assert.Contains($"'{_folder.Mark}'", AssertRefused(_folder, "cut").Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A table that is not as it was made should be refused")]
    [InlineData("DROP INDEX journal_rows")]
    [InlineData("ALTER TABLE journal RENAME COLUMN manifest TO manifesto")]
    [InlineData("DROP TABLE journal")]
    public void A_table_that_is_not_as_it_was_made_should_be_refused(string sql)
    {
        _folder.Live(3);
        _folder.Execute(sql);

        AssertRefused(_folder, sql);
    }

    [Fact(DisplayName = "Another program's database should be refused, and not be called damaged")]
    public void Another_programs_database_should_be_refused()
    {
        _folder.Execute("CREATE TABLE other (id INTEGER)");

        Assert.Contains("no journal of Akka.Consensus", Assert.Throws<JournalException>(() => _folder.Live(0)).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A second row of one number should not be stored")]
    public void A_second_row_of_one_number_should_not_be_stored()
    {
        _folder.Live(3);

        Assert.Throws<SqliteException>(() => _folder.Execute("INSERT INTO journal SELECT ordering + 100, created, deleted, persistence_id, "
            + "sequence_number, message, tags, manifest, identifier, writer_uuid FROM journal WHERE sequence_number = 3"));
    }

    [Theory(DisplayName = "A flipped byte anywhere should be refused, or change nothing that is read")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flipped_byte_should_be_refused_or_change_nothing(bool inLog)
    {
        _folder.Live(inLog ? 1 : Rows);
        using var whole = _folder.Killed(inLog ? Rows : 0);
        if (!inLog)
            whole.Live(0); // folds the log into the file
        var rows = inLog ? Rows + 1 : Rows;
        using var flipped = new JournalFolder();
        var random = new Random(20261123);
        var refused = 0;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            File.Delete(flipped.WriteAheadLog);
            whole.CopyTo(flipped);
            Flip(inLog ? flipped.WriteAheadLog : flipped.Journal, random);
            try
            {
                Assert.Equal(Expected(rows), flipped.Live(0));
            }
            catch (JournalException)
            {
                refused++;
            }
        }

        Assert.True(refused > 20, $"{refused} of 100 were refused");
    }

    public void Dispose() => _folder.Dispose();

    private static List<IEvent> Expected(int rows) => [.. Enumerable.Range(1, rows).Select(i => new Happened($"event {i}"))];

    /// <summary>Asserts that an open is refused in one line, that it says what to do, and that all files are left as they were.</summary>
    private static JournalCorruptException AssertRefused(JournalFolder folder, string how)
    {
        var before = folder.Content();

        var refusal = Assert.Throws<JournalCorruptException>(() => JournalFile.Open(folder.Path).Dispose());

        Assert.Contains($"'{folder.Journal}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Do not delete", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.All(before, file => Assert.True(file.Value.SequenceEqual(File.ReadAllBytes(file.Key)), $"{how}: {file.Key} was changed"));
        return refusal;
    }

    private static void Cut(string file, long length)
    {
        using var open = new FileStream(file, FileMode.Open);
        open.SetLength(length);
    }

    private static void Overwrite(string file, int offset, int count)
    {
        using var open = new FileStream(file, FileMode.Open);
        open.Position = offset;
        open.Write(Enumerable.Repeat((byte)'x', count).ToArray());
    }

    private static void Flip(string file, Random random)
    {
        using var open = new FileStream(file, FileMode.Open);
        var at = random.NextInt64(open.Length);
        open.Position = at;
        var value = open.ReadByte();
        open.Position = at;
        open.WriteByte((byte)(value ^ random.Next(1, 256)));
    }
}
