using Akka.Consensus.Simulation.Commands;
using Xunit;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>The <c>check</c> command, on recorded histories whose names tell what they are of, and what is to be found.</summary>
public sealed class CheckCommandSpec
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "testdata", "histories");

    public static TheoryData<string> Histories => [.. Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Histories))]
    public void A_history_should_get_the_verdict_in_its_name(string name)
    {
        var (model, verdict) = name.Split('.') switch { var parts => (parts[0], parts[1]) };
        var format = Path.GetExtension(name) == ".log" ? "jepsen" : "jsonl";

        var (exitCode, output, error) = Check(Path.Combine(Folder, name), "--format", format, "--model", model);

        Assert.Equal("", error);
        Assert.Equal(verdict, output.Split(Environment.NewLine)[0]);
        Assert.Equal(verdict == "legal" ? 0 : 1, exitCode);
        Assert.Equal(verdict == "illegal", output.Contains("the smallest window that shows it: lines ", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "An illegal history should be explained by the smallest window: what was possible before, and what is not")]
    public void An_illegal_history_should_be_explained()
    {
        var (_, output, _) = Check(Path.Combine(Folder, "mutex.illegal.two-holders.jsonl"), "--model", "mutex");

        Assert.Contains("no order of operations explains line 4: acquire of process 2", output, StringComparison.Ordinal);
        Assert.Contains("held by process 1", output, StringComparison.Ordinal);
        Assert.Contains("<- possible in no state that can be reached", output, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A search that may take no time should end with exit code 2, and say why")]
    public void A_search_without_time_should_be_unknown()
    {
        // As many changes in one direction as in the other, and one more: the read is wrong, but to know it takes every order.
        var changes = Enumerable.Range(1, 61).Select(i => (Process: i, Value: i % 3 == 0 ? "[2,0]" : i % 3 == 1 ? "[0,1]" : "[1,2]")).ToList();
        var file = Temporary(Line(0, "invoke", "write", "0") + Line(0, "ok", "write", "0")
            + string.Concat(changes.Select(c => Line(c.Process, "invoke", "cas", c.Value)))
            + string.Concat(changes.Select(c => Line(c.Process, "ok", "cas", c.Value)))
            + Line(0, "invoke", "read", "null") + Line(0, "ok", "read", "2"));

        var (exitCode, output, _) = Check(file, "--model", "cas-register", "--time-limit", "0.000001");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("unknown: the time limit was reached", output, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("{\"process\":1,\"type\":\"invoke\",\"f\":\"read\"", ":1: ")]
    [InlineData("{\"process\":1,\"type\":\"ok\",\"f\":\"read\",\"value\":1,\"time\":1}", ":1: ")]
    [InlineData("{\"process\":1,\"type\":\"invoke\",\"f\":\"jump\",\"value\":1,\"time\":1}", ":1: ")]
    [InlineData("{\"process\":1,\"type\":\"begin\",\"f\":\"read\",\"value\":1,\"time\":1}", ":1: ")]
    public void What_is_no_history_should_be_refused_with_its_line(string text, string place)
    {
        var file = Temporary(text + "\n");

        var (exitCode, output, error) = Check(file, "--model", "cas-register");

        Assert.Equal((64, ""), (exitCode, output));
        Assert.StartsWith(file + place, error, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("--model", "register")]
    [InlineData("--model", "mutex", "--format", "edn")]
    [InlineData("--model", "mutex", "--time-limit", "0")]
    [InlineData("--model", "mutex", "--time-limit", "soon")]
    [InlineData("--model", "mutex", "--fast")]
    [InlineData("--format", "jsonl")]
    public void A_wrong_call_should_be_answered_in_one_line(params string[] arguments)
    {
        var (exitCode, output, error) = Check([Path.Combine(Folder, "mutex.legal.handed-over.jsonl"), .. arguments]);

        Assert.Equal((64, ""), (exitCode, output));
        Assert.Single(error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact(DisplayName = "A file that is not there should be refused by its name")]
    public void A_file_that_is_not_there_should_be_refused()
    {
        var (exitCode, _, error) = Check("no-such-history.jsonl", "--model", "mutex");

        Assert.Equal(64, exitCode);
        Assert.StartsWith("no-such-history.jsonl: ", error, StringComparison.Ordinal);
    }

    private static string Line(int process, string type, string f, string value) =>
        $"{{\"process\":{process},\"type\":\"{type}\",\"f\":\"{f}\",\"value\":{value},\"time\":0}}\n";

    private static string Temporary(string text)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        return file;
    }

    private static (int ExitCode, string Output, string Error) Check(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandTree.Run(["check", .. arguments], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
