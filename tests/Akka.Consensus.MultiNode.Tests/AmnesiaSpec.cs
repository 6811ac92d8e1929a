using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>A node whose folder was emptied has forgotten what it promised.</summary>
public sealed class AmnesiaSpec
{
    [Fact(DisplayName = "A wiped node should not vote, and say so, and learn; the other two go on")]
    public async Task A_wiped_node_should_not_vote_and_say_so()
    {
        await using var cluster = await RealCluster.StartAsync();
        Assert.Equal(0, (await cluster.RunAsync("lock", "x", "--", "true")).ExitCode);
        await cluster.KillAsync("node-3");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(cluster.Folder, "node-3"), "*").Where(f => !f.EndsWith(".conf", StringComparison.Ordinal)))
            File.Delete(file);

        using var wiped = Tool.Start(["node", "--id", "node-3", "--data", Path.Combine(cluster.Folder, "node-3")]);
        var said = await ReadUntilAsync(wiped, "does not vote");

        Assert.Contains("node-3", said, StringComparison.Ordinal);
        Assert.Contains("journal", said, StringComparison.Ordinal);
        Assert.Equal(0, (await cluster.RunAsync("lock", "x", "--", "true")).ExitCode);

        // With one of the other two gone the wiped one would make a majority: it must not.
        await cluster.KillAsync("node-2");
        var refused = await cluster.RunAsync("lock", "x", "--wait", "4s", "--", "true");
        Assert.True(refused.ExitCode == 75, refused.ToString());
        cluster.Restart("node-2");
        Assert.Equal(0, (await cluster.RunAsync("lock", "x", "--", "true")).ExitCode);
        wiped.Kill();
    }

    private static async Task<string> ReadUntilAsync(System.Diagnostics.Process process, string words)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"'{words}' was never said; instead: {await process.StandardError.ReadToEndAsync()}");
    }
}
