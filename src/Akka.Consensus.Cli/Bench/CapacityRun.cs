using System.Diagnostics;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Has very many locks held on real nodes, and measures what that costs: memory, files, a restart, and whoever acquires one more.</summary>
internal sealed class CapacityRun(LocalCluster cluster, int count, int sessions, TextWriter progress)
{
    private const int Clients = 64;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestartPatience = TimeSpan.FromMinutes(5);

    // The sessions are to live through the restart, and to cost this process little: they are many.
    private static readonly ClientTimes Times = new(SessionTtl: TimeSpan.FromMinutes(10), KeepAlive: TimeSpan.FromSeconds(20), Tick: TimeSpan.FromSeconds(1));

    public async Task<CapacityJson> RunAsync(CancellationToken stop)
    {
        cluster.Write();
        await using var processes = new NodeProcesses(cluster);
        var nodes = processes.StartAll().ToList();
        await using var measuring = ClusterConnection.Open(cluster.Contacts);
        await Leaders.WaitAsync(measuring.Locks, stop);
        await Leaders.WaitForMembersAsync(measuring.Locks, stop);
        await MeasureAsync(measuring.Locks, stop); // the first run is that of code that is still being compiled
        Say("measuring the empty table");
        var empty = await MeasureAsync(measuring.Locks, stop);
        var memoryBefore = nodes.Select(MemoryOf).Max();

        await using var crowd = ClusterConnection.Open(cluster.Contacts, Times);
        var fill = Stopwatch.StartNew();
        await new CapacityFill(crowd.OpenSessions(sessions), count, progress).RunAsync(stop);
        fill.Stop();
        Say("measuring with all of them held");
        var full = await MeasureAsync(measuring.Locks, stop);
        var memoryAfter = nodes.Select(MemoryOf).Max();
        var snapshot = cluster.Nodes.Select(n => SnapshotOf(n)).Max();

        Say("killing all nodes, and starting them again");
        var restart = await RestartAsync(processes, measuring.Locks, stop);
        return new CapacityJson(count, sessions, empty, full, fill.Elapsed.TotalSeconds, memoryBefore, memoryAfter, (memoryAfter - memoryBefore) / count,
            snapshot, restart.TotalSeconds, TableBench.Measure(count, sessions));
    }

    private static Task<BenchJson> MeasureAsync(IReplicatedLocks locks, CancellationToken stop) =>
        PairBench.MeasureAsync(locks, Clients, BenchExtent.Of(Measured), hot: false, stop);

    /// <summary>All die at once. What is measured ends when a linearizable read finds the last of the locks held.</summary>
    private async Task<TimeSpan> RestartAsync(NodeProcesses processes, IReplicatedLocks locks, CancellationToken stop)
    {
        var killed = processes.Running;
        foreach (var process in killed)
            process.Kill();
        await Task.WhenAll(killed.Select(process => process.Ended));
        var clock = Stopwatch.StartNew();
        foreach (var node in cluster.Nodes)
            processes.Start(node);
        var last = CapacityFill.NameOf(count - 1);
        var held = await locks.ListAsync(last, timeout: RestartPatience, cancellationToken: stop);
        return held.Count == 1 ? clock.Elapsed : throw new CliException($"'{last}' is not held any more after the restart; the nodes' logs are in {cluster.Folder}.");
    }

    private void Say(string what) => progress.WriteLine(what);

    private static long MemoryOf(NodeProcess node)
    {
        using var process = Process.GetProcessById(node.Pid);
        return process.WorkingSet64;
    }

    private static long SnapshotOf(LocalNode node) =>
        new DirectoryInfo(node.Folder).EnumerateFiles("snapshots.db*").Sum(file => file.Length);
}
