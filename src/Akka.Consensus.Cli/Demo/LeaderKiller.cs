using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Kills the leader's process, and starts the node again a little later.</summary>
internal sealed class LeaderKiller(NodeProcesses processes, IReplicatedLocks locks, DemoBoard board)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);

    /// <summary>How often a leader was killed.</summary>
    public int Kills { get; private set; }

    public async Task KillAsync(CancellationToken stop)
    {
        var status = await Leaders.WaitAsync(locks, stop);
        if (processes.Find(status.Leader!) is not { } leader)
        {
            board.Say($"{status.Leader} is said to lead, but does not run: nothing to kill");
            return;
        }

        leader.Kill();
        Kills++;
        var sinceKill = Stopwatch.StartNew();
        board.NodeIs(leader.Node.Id, "killed", leader.Pid);
        board.Leads(null);
        board.Say($"{leader.Node.Id}, the leader, process {leader.Pid}, killed with SIGKILL");
        await Task.WhenAll(SayWhoTakesOverAsync(status, sinceKill, stop), RestartAsync(leader.Node, stop));
    }

    private async Task SayWhoTakesOverAsync(GroupStatus before, Stopwatch sinceKill, CancellationToken stop)
    {
        var after = await Leaders.WaitAsync(locks, stop);
        while (after.Ballot == before.Ballot)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
            after = await Leaders.WaitAsync(locks, stop);
        }

        board.Leads(after.Leader);
        board.Say(string.Create(CultureInfo.InvariantCulture,
            $"{after.Leader} took over with ballot {after.Ballot}, {sinceKill.Elapsed.TotalSeconds:0.0} s after the kill"));
    }

    private async Task RestartAsync(LocalNode node, CancellationToken stop)
    {
        await Task.Delay(Down, stop);
        var process = processes.Start(node);
        board.NodeIs(node.Id, "up", process.Pid);
        board.Say($"{node.Id} started again, process {process.Pid}");
    }
}
