using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// A log that grows and grows: what a node keeps of it does not. The number of commands is that of a day's work on a large system; the bounds hold
/// for any number.
/// </summary>
[Collection(Alone.Name)]
public sealed class LongLogSpec
{
    private const int Commands = 1_000_000;
    private const long Megabyte = 1024 * 1024;

    // Of work, that is; how long it takes depends on what else the machine does.
    private static readonly TimeSpan MaxRestart = TimeSpan.FromSeconds(5);

    private static readonly string[] Voters = ["node-1", "node-2"];

    [Fact(DisplayName = "A million commands should leave small journals and small processes that start again at once, and who missed them should catch up by a snapshot")]
    public async Task A_million_commands_should_leave_little_behind()
    {
        await using var cluster = await RealCluster.StartAsync();
        await cluster.KillAsync("node-3");

        var load = await cluster.RunAsync("bench", "locks", "--clients", "256", "--pairs", $"{Commands / 2}");
        Assert.True(load.ExitCode == 0 && load.Output.Contains("0 errors", StringComparison.Ordinal), load.ToString());

        foreach (var node in Voters)
        {
            var folder = new DirectoryInfo(Path.Combine(cluster.Folder, node));
            Assert.InRange(folder.EnumerateFiles("*.db*").Sum(f => f.Length), 1, 200 * Megabyte);
            Assert.InRange(ResidentBytes(cluster.ProcessOf(node)), 1, 400 * Megabyte);
        }

        // One of the two that have it all starts again: nothing is granted without its vote.
        await cluster.KillAsync("node-2");
        var restarted = cluster.Restart("node-2");
        var soon = await cluster.RunAsync("lock", "x", "--", "true");
        Assert.True(soon.ExitCode == 0, soon.ToString());
        Assert.InRange(restarted.TotalProcessorTime, TimeSpan.Zero, MaxRestart);

        // The one that was down serves: it is one of the two that are left, so nothing is granted without its vote.
        cluster.Restart("node-3");
        await cluster.KillAsync("node-2");
        var served = await cluster.RunAsync("lock", "x", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");
        Assert.True(served.ExitCode == 0, served.ToString());
        Assert.True(long.Parse(served.Output, CultureInfo.InvariantCulture) >= Commands, served.Output);

        // And it leads, when the last of the two that had everything is gone.
        await cluster.KillAsync("node-1");
        cluster.Restart("node-2");
        var after = await cluster.RunAsync("lock", "x", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");
        Assert.True(after.ExitCode == 0, after.ToString());
        Assert.True(long.Parse(after.Output, CultureInfo.InvariantCulture) > long.Parse(served.Output, CultureInfo.InvariantCulture), after.Output);
    }

    private static long ResidentBytes(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.WorkingSet64;
    }
}
