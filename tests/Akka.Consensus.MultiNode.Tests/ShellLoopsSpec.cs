using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>The main job: scripts that share a lock, while nodes are killed.</summary>
public sealed class ShellLoopsSpec
{
    [Fact(DisplayName = "Eight loops should lose nothing while the leader is killed and started again")]
    public async Task Eight_loops_should_lose_nothing_while_the_leader_is_killed()
    {
        await using var cluster = await RealCluster.StartAsync();
        var counting = new Counting(cluster);

        counting.Start();
        await counting.ReachAsync(25);
        var leader = await cluster.LeaderAsync();
        await cluster.KillAsync(leader);
        cluster.Restart(leader);

        await counting.JudgeAsync();
    }

    [Fact(DisplayName = "Eight loops should lose nothing while the leader is asked to stop, and its successor should lead by hand-over")]
    public async Task Eight_loops_should_lose_nothing_while_the_leader_is_asked_to_stop()
    {
        await using var cluster = await RealCluster.StartAsync();
        var counting = new Counting(cluster);

        counting.Start();
        await counting.ReachAsync(25);
        var leader = await cluster.LeaderAsync();
        await cluster.StopAsync(leader);

        Assert.Contains(cluster.LogOf(await cluster.LeaderAsync()).Split('\n'),
            line => line.Contains($"handed over by {leader}", StringComparison.Ordinal));
        cluster.Restart(leader);
        await counting.JudgeAsync();
    }

    [Fact(DisplayName = "Eight loops should lose nothing while all nodes are killed at once and up is run again")]
    public async Task Eight_loops_should_lose_nothing_while_all_nodes_are_killed()
    {
        await using var cluster = await RealCluster.StartAsync();
        var counting = new Counting(cluster);

        counting.Start();
        await counting.ReachAsync(25);
        await cluster.KillAllAsync();
        await cluster.UpAsync();

        await counting.JudgeAsync();
    }

    [Fact(DisplayName = "What was held and counted before a restart of all nodes should still be there, and tokens rise on")]
    public async Task Tokens_should_rise_over_a_restart_of_all_nodes()
    {
        await using var cluster = await RealCluster.StartAsync();
        var before = long.Parse((await Token(cluster)).Output, System.Globalization.CultureInfo.InvariantCulture);

        await cluster.KillAllAsync();
        await cluster.UpAsync();

        var after = long.Parse((await Token(cluster)).Output, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(after > before, $"{after} after {before}");
    }

    private static async Task<Ended> Token(RealCluster cluster)
    {
        var ended = await cluster.RunAsync("lock", "restart", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended;
    }
}
