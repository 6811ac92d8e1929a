using Akka.Consensus.Journal;
using Xunit;

namespace Akka.Consensus.Tests.Journal;

/// <summary>The mark comes back as it was raised; what happens to its file never makes it say more than it was told.</summary>
public sealed class HighWaterMarkSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    private string MarkFile => Path.Combine(_folder, HighWaterMark.FileName);

    [Fact(DisplayName = "A mark that is absent should be made, and said to have been missing once")]
    public void An_absent_mark_should_be_made()
    {
        using (var made = HighWaterMark.Open(_folder))
            Assert.True(made.WasMissing);

        using var opened = HighWaterMark.Open(_folder);

        Assert.False(opened.WasMissing);
        Assert.Empty(opened.Found);
    }

    [Fact(DisplayName = "The last mark of each role should be found again")]
    public void The_last_mark_of_each_role_should_be_found_again()
    {
        Raise("one", 1, 2, 3);
        Raise("two", 1, 2);
        Raise("one", 4);

        using var mark = HighWaterMark.Open(_folder);

        Assert.Equal(Stamp(4), mark.Of("one").Last);
        Assert.Equal(Stamp(2), mark.Of("two").Last);
        Assert.Equal(default, mark.Of("three").Last);
        Assert.Equal(2, mark.Found.Count);
    }

    [Theory(DisplayName = "A write that is torn anywhere should leave the mark before it, or the new one")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_torn_write_should_leave_the_mark_before_it(int number)
    {
        Raise("role", [.. Enumerable.Range(1, number - 1)]);
        Raise("other", 1);
        var before = Content(number == 1);
        Raise("role", number);
        var after = File.ReadAllBytes(MarkFile);

        for (var length = 0; length < after.Length; length++)
        {
            if (before[length] == after[length])
                continue;
            File.WriteAllBytes(MarkFile, [.. after[..length], .. before[length..]]);
            using var mark = HighWaterMark.Open(_folder);
            Assert.Contains(mark.Of("role").Last, new[] { Stamp(number - 1), Stamp(number) });
            Assert.Equal(Stamp(1), mark.Of("other").Last);
        }
    }

    [Fact(DisplayName = "A flipped bit anywhere should be refused, or take the mark back by one row")]
    public void A_flipped_bit_should_never_raise_a_mark()
    {
        Raise("one", 1, 2, 3);
        Raise("two", 1, 2);
        var content = File.ReadAllBytes(MarkFile);

        // The title, both records, and the beginning of what is free.
        for (var bit = 0; bit < MarkLayout.OffsetOf(2, 1) * 8; bit++)
        {
            var flipped = content.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                var found = MarkLayout.Read(flipped).ToDictionary(r => r.Key, r => r.Last.Number);
                Assert.InRange(found[MarkLayout.KeyOf("one")], 2, 3);
                Assert.InRange(found[MarkLayout.KeyOf("two")], 1, 2);
                Assert.Equal(2, found.Count);
            }
            catch (InvalidDataException)
            {
                // refused
            }
        }
    }

    [Fact(DisplayName = "A file that is cut off, or that is none of ours, should be refused")]
    public void A_file_that_is_cut_off_should_be_refused()
    {
        Raise("one", 1, 2);
        var content = File.ReadAllBytes(MarkFile);

        foreach (var length in new[] { 0, 1, 128, 256, content.Length - 1 })
            Assert.Throws<InvalidDataException>(() => MarkLayout.Read(content[..length]));
        Assert.Throws<InvalidDataException>(() => MarkLayout.Read([.. content, 0]));
        Assert.Throws<InvalidDataException>(() => MarkLayout.Read(new byte[content.Length]));
    }

    [Fact(DisplayName = "A record that is damaged in both slots should be refused")]
    public void A_record_that_is_damaged_in_both_slots_should_be_refused()
    {
        Raise("one", 1, 2);
        var content = File.ReadAllBytes(MarkFile);
        content[MarkLayout.OffsetOf(0, 0)] ^= 1;
        content[MarkLayout.OffsetOf(0, 1)] ^= 1;

        Assert.Throws<InvalidDataException>(() => MarkLayout.Read(content));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RowStamp Stamp(int number) => number == 0 ? default : new RowStamp(number, new Checksum((UInt128)(number * 1_000_003)));

    private byte[] Content(bool isNew)
    {
        Assert.Equal(!isNew, File.Exists(MarkFile) && MarkLayout.Read(File.ReadAllBytes(MarkFile)).Exists(r => r.Key == MarkLayout.KeyOf("role")));
        return File.ReadAllBytes(MarkFile);
    }

    /// <summary>One life of a role.</summary>
    private void Raise(string role, params int[] numbers)
    {
        using var mark = HighWaterMark.Open(_folder);
        foreach (var number in numbers)
            mark.Of(role).Raise(Stamp(number));
    }
}
