using System.Diagnostics;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>One run: starts the nodes, sets the workers to work, kills the leader under them, stops it all, and has it judged.</summary>
internal sealed class DemoRun(LocalCluster cluster, int workers, TimeSpan duration)
{
    private const int Kills = 2;
    private static readonly string[] LockNames = ["red", "green", "blue"];
    private static readonly Duration StartPatience = Duration.Seconds(30);

    // What the defaults promise after the loss of a leader is 3 s; a busy machine gets some more before we call it wrong.
    private static readonly TimeSpan GapLimit = TimeSpan.FromSeconds(5);

    private readonly DemoBoard _board = new(cluster.Nodes, LockNames);

    /// <summary>Where the workers' files are.</summary>
    public string FilesFolder { get; } = Path.Combine(cluster.Folder, "shared");

    public async Task<Verdict> RunAsync(IDemoView view, CancellationToken stop)
    {
        cluster.Write();
        Directory.CreateDirectory(FilesFolder);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var shown = Task.Run(() => view.ShowAsync(_board, over.Token), CancellationToken.None);
        try
        {
            var kills = await RunNodesAsync(stop);
            return Judge(kills);
        }
        finally
        {
            await over.CancelAsync();
            await shown;
        }
    }

    private async Task<int> RunNodesAsync(CancellationToken stop)
    {
        await using var processes = new NodeProcesses(cluster);
        foreach (var process in processes.StartAll())
        {
            _board.NodeIs(process.Node.Id, "up", process.Pid);
            _board.Say($"{process.Node}, process {process.Pid}");
        }

        await using var connection = ClusterConnection.Open(cluster.Contacts);
        await WaitForFirstLeaderAsync(connection.Locks, stop);
        var killer = new LeaderKiller(processes, connection.Locks, _board);
        await WorkAsync(connection.Locks, killer, stop);
        _board.Say("time is up: the workers have stopped, the nodes are being stopped");
        return killer.Kills;
    }

    private async Task WaitForFirstLeaderAsync(IReplicatedLocks locks, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience.Length);
        try
        {
            var status = await Leaders.WaitAsync(locks, patience.Token);
            await Leaders.WaitForMembersAsync(locks, patience.Token);
            _board.Leads(status.Leader);
            _board.Say($"{status.Leader} leads with ballot {status.Ballot}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CliException($"no leader within {StartPatience}; the nodes' logs are in {cluster.Folder}.");
        }
    }

    private async Task WorkAsync(IReplicatedLocks locks, LeaderKiller killer, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var files = LockNames.ToDictionary(name => name, name => new SharedFile(PathOf(name), clock));
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            end.CancelAfter(duration);
            var work = Enumerable.Range(1, workers)
                .Select(n => new DemoWorker($"worker-{n}", locks, files, _board))
                .Select(worker => Task.Run(() => worker.RunAsync(end.Token), CancellationToken.None));
            _board.Say($"{workers} workers take turns on {LockNames.Length} locks");
            await Task.WhenAll([.. work, KillLeadersAsync(killer, clock, end.Token)]);
            stop.ThrowIfCancellationRequested();
        }
        finally
        {
            foreach (var file in files.Values)
                file.Dispose();
        }
    }

    private async Task KillLeadersAsync(LeaderKiller killer, Stopwatch clock, CancellationToken end)
    {
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                var due = duration * kill / (Kills + 1);
                if (due > clock.Elapsed)
                    await Task.Delay(due - clock.Elapsed, end);

                await killer.KillAsync(end);
            }
        }
        catch (OperationCanceledException)
        {
            // the time was up before that; if a kill is missing, the figures say so
        }
    }

    private Verdict Judge(int kills)
    {
        var judge = new Judge();
        foreach (var name in LockNames)
            judge.Read(File.ReadLines(PathOf(name)));

        return judge.Decide(new DemoPlan(duration, workers, Kills, kills, GapLimit));
    }

    private string PathOf(string name) => Path.Combine(FilesFolder, name + ".txt");
}
