using System.Text.Json;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary><c>akka-consensus decide</c>, and what survives of a decision.</summary>
public sealed class RegisterCommandSpec
{
    [Fact(DisplayName = "decide should print what was decided first, over the loss of any node and of all, without a leader, and say when it cannot")]
    public async Task Decide_should_print_what_was_decided_first()
    {
        await using var cluster = await RealCluster.StartAsync();
        Assert.Equal(1, (await cluster.RunAsync("decide", "site")).ExitCode);
        Assert.Equal("Bergen", (await cluster.RunAsync("decide", "site", "Bergen")).Output.Trim());
        Assert.Equal("Bergen", (await cluster.RunAsync("decide", "site", "Oslo")).Output.Trim());

        // Whoever led is gone: the register does not wait for the next one.
        await cluster.KillAsync(await cluster.LeaderAsync());
        var answer = await cluster.RunAsync("decide", "second", "yes", "--json");
        Assert.Equal("yes", JsonDocument.Parse(answer.Output).RootElement.GetProperty("value").GetString());

        await cluster.KillAllAsync();
        foreach (var node in cluster.Nodes)
            cluster.Restart(node);
        Assert.Equal(0, (await cluster.RunAsync("lock", "up-again", "--wait", "60s", "--", "true")).ExitCode);
        Assert.Equal("Bergen", (await cluster.RunAsync("decide", "site")).Output.Trim());
        Assert.Equal("yes", (await cluster.RunAsync("decide", "second", "no")).Output.Trim());

        await cluster.KillAsync("node-1");
        await cluster.KillAsync("node-2");
        var alone = await cluster.RunAsync("decide", "third", "yes");
        Assert.Equal(75, alone.ExitCode);
        Assert.Contains("no majority of the voters answered", alone.Error, StringComparison.Ordinal);
        Assert.Equal(64, (await cluster.RunAsync("decide", "", "yes")).ExitCode);
    }
}
