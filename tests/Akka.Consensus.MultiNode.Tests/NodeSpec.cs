using System.Diagnostics;
using Akka.Consensus.Cli;
using Akka.Consensus.Serialization;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>Nodes that are started wrongly or disturbed.</summary>
public sealed class NodeSpec
{
    private static readonly string[] Nodes = ["node-1", "node-2", "node-3"];

    [Fact(DisplayName = "A second process on a node's folder should be refused in one line, and the first go on")]
    public async Task A_second_process_should_be_refused()
    {
        await using var cluster = await RealCluster.StartAsync();

        var second = await Tool.RunAsync(["node", "--id", "node-1", "--data", Path.Combine(cluster.Folder, "node-1")]);

        AssertRefused(second, "node-1");
        Assert.Equal(0, (await cluster.RunAsync("lock", "x", "--", "true")).ExitCode);
    }

    [Fact(DisplayName = "Another node's journal should be refused, and left as it is")]
    public async Task Another_nodes_journal_should_be_refused()
    {
        await using var cluster = await RealCluster.StartAsync();
        var leader = await cluster.LeaderAsync();
        var victim = leader == "node-1" ? "node-2" : "node-1";
        await cluster.KillAsync(victim);

        var other = await Tool.RunAsync(["node", "--id", "node-3", "--data", Path.Combine(cluster.Folder, victim)]);
        AssertRefused(other, victim);

        cluster.Restart(victim);
        Assert.Equal(0, (await cluster.RunAsync("lock", "x", "--", "true")).ExitCode);
    }

    [Fact(DisplayName = "A damaged journal should be refused by the name of its file")]
    public async Task A_damaged_journal_should_be_refused()
    {
        await using var cluster = await RealCluster.StartAsync();
        var folder = Path.Combine(cluster.Folder, "node-2");
        await cluster.KillAsync("node-2");
        foreach (var file in Directory.EnumerateFiles(folder, "journal.db*"))
            File.WriteAllText(file, new string('x', 10_000));

        var refused = await Tool.RunAsync(["node", "--id", "node-2", "--data", folder]);

        AssertRefused(refused, "journal.db");
    }

    [Theory(DisplayName = "A mistake in a configuration file should be refused by the name of its key")]
    [InlineData("akka.consensus.election-time = 2s", "election-time")]
    [InlineData("akka.consensus.members = [a, b, c]", "members")]
    [InlineData("akka.remote.dot-netty.tcp.hostname = 0.0.0.0", "akka.consensus.allow-plaintext = on")]
    public async Task A_mistake_in_a_configuration_file_should_be_refused(string text, string word)
    {
        var folder = Directory.CreateTempSubdirectory("akka-consensus-test-").FullName;
        var file = Path.Combine(folder, "broken.conf");
        File.WriteAllText(file, text);

        var refused = await Tool.RunAsync(["node", "--id", "node-1", "--data", Path.Combine(folder, "data"), "--config", file]);

        AssertRefused(refused, word);
        Directory.Delete(folder, recursive: true);
    }

    [Fact(DisplayName = "Nodes and clients should refuse what comes as JSON, which could name any type")]
    public void Nodes_and_clients_should_refuse_JSON()
    {
        foreach (var shipped in new[] { HoconFiles.Node(), HoconFiles.Client() })
            Assert.Equal(typeof(RefusingSerializer), Type.GetType(shipped.GetString("akka.actor.serializers.json")));
    }

    [Fact(DisplayName = "Ctrl+C should end up and all its nodes, with exit code 0 and nothing left running")]
    public async Task Ctrl_C_should_end_up_and_all_its_nodes()
    {
        await using var cluster = await RealCluster.StartAsync();
        var nodes = Nodes.Select(n => Process.GetProcessById(cluster.ProcessOf(n))).ToList();

        var ended = await cluster.InterruptAsync();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.All(nodes, n => Assert.True(n.HasExited));
        Assert.Empty(Directory.EnumerateFiles(cluster.Folder, "node.pid", SearchOption.AllDirectories));
    }

    [Fact(DisplayName = "A client's locks should be granted on by two nodes of three, whichever is missing")]
    public async Task Two_nodes_of_three_should_be_enough()
    {
        await using var cluster = await RealCluster.StartAsync();
        foreach (var node in Nodes)
        {
            await cluster.KillAsync(node);
            var ended = await cluster.RunAsync("lock", "two", "--", "true");
            Assert.True(ended.ExitCode == 0, $"without {node}: {ended}");
            cluster.Restart(node);
        }
    }

    private static void AssertRefused(Ended ended, string word)
    {
        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains(word, ended.Error, StringComparison.Ordinal);
        Assert.Single(ended.Error.Trim().Split('\n'));
    }
}
