using CsCheck;
using Xunit;

namespace Akka.Consensus.Core.Tests.Snapshots;

public sealed class StateCodecSpec
{
    [Fact(DisplayName = "Numbers and texts should come back as they were written")]
    public void What_was_written_should_come_back()
    {
        Gen.Select(Gen.Long.Array[0, 20], Gen.String.Where(IsText).Array[0, 10]).Sample((numbers, texts) =>
        {
            var writer = new StateWriter();
            foreach (var number in numbers)
                writer.Write(number);
            foreach (var text in texts)
                writer.Write(text);

            var reader = new StateReader(writer.ToArray());
            return numbers.All(n => reader.ReadNumber() == n) && texts.All(t => reader.ReadText() == t) && reader.IsAtEnd;
        });
    }

    [Fact(DisplayName = "A snapshot that was cut should be refused, wherever it was cut")]
    public void What_was_cut_should_be_refused()
    {
        var writer = new StateWriter();
        writer.Write(long.MaxValue);
        writer.Write("a name");
        var whole = writer.ToArray();

        for (var length = 0; length < whole.Length; length++)
        {
            var reader = new StateReader(whole.AsMemory(0, length));
            Assert.Throws<InvariantException>(() => (reader.ReadNumber(), reader.ReadText()));
        }
    }

    [Theory(DisplayName = "A number that no writer writes should be refused")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void A_number_that_is_too_long_should_be_refused(byte[] bytes) =>
        Assert.Throws<InvariantException>(() => new StateReader(bytes).ReadNumber());

    // A lone half of a surrogate pair is no text, and no name of anything here.
    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
