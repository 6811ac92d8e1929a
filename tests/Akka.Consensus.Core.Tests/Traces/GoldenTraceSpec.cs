using Xunit;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>
/// Scripted scenarios whose whole output is checked in, in testdata. When a change of the protocol is meant to change them, run this spec
/// with AKKA_CONSENSUS_REWRITE_TRACES=1, which writes what now comes out into the files; then read the difference before committing it.
/// </summary>
public sealed class GoldenTraceSpec
{
    private static readonly string Folder = FindFolder();

    public static TheoryData<string> Names =>
        new(Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    [Theory(DisplayName = "A trace should be as it is written down")]
    [MemberData(nameof(Names))]
    public void A_trace_should_be_as_it_is_written_down(string name)
    {
        var path = Path.Combine(Folder, name);
        var written = File.ReadAllText(path);
        var replayed = TraceFile.Replay(written);
        if (Environment.GetEnvironmentVariable("AKKA_CONSENSUS_REWRITE_TRACES") == "1")
            File.WriteAllText(path, replayed);
        else
            Compare(name, written, replayed);
    }

    [Theory(DisplayName = "A trace should explain itself before its first command")]
    [MemberData(nameof(Names))]
    public void A_trace_should_explain_itself_before_its_first_command(string name)
    {
        var introduction = File.ReadLines(Path.Combine(Folder, name)).TakeWhile(l => l.StartsWith('#'));

        Assert.True(introduction.Count() >= 3, $"{name} begins with fewer than three lines of prose");
    }

    [Fact(DisplayName = "A trace that is not as it is written down should fail with the lines that differ")]
    public void A_trace_that_is_not_as_it_is_written_down_should_fail()
    {
        const string written =
            "# Nobody leads.\n\ncluster n1 n2 n3\n----\nall start with empty logs\n\nstate n1\n----\nn1  leads in 1.n1\n";

        var failure = Assert.ThrowsAny<Exception>(() => Compare("some.txt", written, TraceFile.Replay(written)));

        Assert.Contains("   9 - n1  leads in 1.n1\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("   9 + n1  knows no leader", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody leads", failure.Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A command that is wrong should be refused, with its line")]
    [InlineData("cluster n1\nexplode n1\n----\n", "there is no command 'explode'")]
    [InlineData("cluster n1\ntick n2\n----\n", "there is no 'n2'")]
    [InlineData("cluster n1\nrestart n1 keep=1\n----\n", "n1 has not crashed")]
    [InlineData("cluster n1\nwipe n1\n----\n", "n1 has not crashed")]
    [InlineData("\ncluster n1 journals=old\n----\n", "journals can only be new")]
    [InlineData("registers n1\npropose n1 x\n----\n", "n1 is not a node of a log")]
    [InlineData("\nregisters n1 backoff=long\n----\n", "backoff can only be none")]
    [InlineData("cluster n1\ndecide n1 colour red\n----\n", "n1 is not a node of registers")]
    [InlineData("cluster n1\nheal n1\n----\n", "'n1' is not understood")]
    [InlineData("cluster n1\ndeliver type=Promise\n----\n", "no such message is on its way")]
    public void A_command_that_is_wrong_should_be_refused(string script, string reason)
    {
        var failure = Assert.Throws<TraceException>(() => TraceFile.Replay(script));

        Assert.StartsWith("before line 3: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(reason, failure.Message, StringComparison.Ordinal);
    }

    private static void Compare(string name, string written, string replayed)
    {
        var difference = LineDifference.Between(written, replayed);
        if (difference.Length > 0)
            Assert.Fail($"{name}: minus is what is written there, plus is what came out\n{difference}");
    }

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Akka.Consensus.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run within the repository");
        return Path.Combine(folder.FullName, "tests", "Akka.Consensus.Core.Tests", "testdata");
    }
}
