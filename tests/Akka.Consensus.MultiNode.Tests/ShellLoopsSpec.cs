using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>The main job: scripts that share a lock, while nodes are killed.</summary>
[Collection(Alone.Name)]
public sealed class ShellLoopsSpec
{
    [Fact(DisplayName = "Eight loops should lose nothing, and tokens rise, while the leader is asked to stop, its successor is killed, and then all nodes are")]
    public async Task Eight_loops_should_lose_nothing_while_nodes_are_killed()
    {
        await using var cluster = await RealCluster.StartAsync();
        var counting = new Counting(cluster);
        counting.Start();

        // The leader is asked to stop: the next one leads by hand-over.
        await counting.ReachAsync(20);
        var stopped = await cluster.LeaderAsync();
        await cluster.StopAsync(stopped);
        Assert.NotEqual(stopped, await cluster.LeaderAsync());
        var leads = cluster.Nodes.SelectMany(n => cluster.LogOf(n).Split('\n'))
            .Where(l => l.Contains(" leads with ballot ", StringComparison.Ordinal)).ToList();
        Assert.True(leads.Exists(l => l.Contains($"handed over by {stopped}", StringComparison.Ordinal)), string.Join('\n', leads));
        cluster.Restart(stopped);

        // The next one is killed, and started again.
        await counting.ReachAsync(40);
        var killed = await cluster.LeaderAsync();
        await cluster.KillAsync(killed);
        cluster.Restart(killed);

        // All nodes are killed at once, and up is run again.
        await counting.ReachAsync(60);
        await cluster.KillAllAsync();
        await cluster.UpAsync();

        await counting.JudgeAsync();
    }
}
