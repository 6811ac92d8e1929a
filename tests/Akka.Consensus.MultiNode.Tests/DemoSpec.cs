using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary><c>akka-consensus demo</c>: its verdict must be right when all is well.</summary>
[Collection(Alone.Name)]
public sealed class DemoSpec
{
    [Fact(DisplayName = "The demo should end with a verdict in numbers, and exit code 0")]
    public async Task The_demo_should_end_with_a_verdict()
    {
        var ended = await Tool.RunAsync(["demo", "--seconds", "12", "--json"]);

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(ended.Output).RootElement.ValueKind);
    }
}

/// <summary><c>akka-consensus demo</c>: its verdict must be wrong when something is.</summary>
public sealed partial class WrongDemoSpec
{
    [Fact(DisplayName = "The demo should fail when two owners overlap in the file that they share")]
    public async Task The_demo_should_fail_when_two_owners_overlap()
    {
        var folder = Directory.CreateTempSubdirectory("akka-consensus-test-").FullName;
        var demo = Tool.Start(["demo", "--seconds", "12", "--data", folder]);

        // Somebody who does not hold the lock writes as if they did: what the judge reads is then not what the lock service did.
        var file = await FirstSharedFileAsync(folder);
        await File.AppendAllLinesAsync(file, ["enter intruder 1 1", "enter other-intruder 1 1"]);
        var ended = await Tool.EndAsync(demo);

        Assert.Equal(1, ended.ExitCode);
        Assert.Matches(OverlapFound(), ended.Output);
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"owners that overlapped\s+[1-9]\d*\s+0\s+WRONG")]
    private static partial Regex OverlapFound();

    private static async Task<string> FirstSharedFileAsync(string folder)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while (true)
        {
            var found = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .FirstOrDefault(f => !f.Contains("node-", StringComparison.Ordinal) && new FileInfo(f).Length > 0);
            if (found is not null)
                return found;
            await Task.Delay(20, patience.Token);
        }
    }
}
