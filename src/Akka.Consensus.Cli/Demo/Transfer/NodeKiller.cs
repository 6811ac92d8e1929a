namespace Akka.Consensus.Cli;

/// <summary>Kills nodes while they coordinate transfers, or take part in those of others, and starts them again a little later.</summary>
internal sealed class NodeKiller(NodeProcesses processes, LocalCluster cluster, Clerks clerks, BankClient banks, Action<string> say)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);

    /// <summary>How many coordinators were killed with transfers under way.</summary>
    public int Coordinators { get; private set; }

    /// <summary>How many nodes were killed that coordinated nothing and took part in what others did.</summary>
    public int Participants { get; private set; }

    /// <summary>Kills so many of each, in turn.</summary>
    public async Task RunAsync(int kills, CancellationToken stop)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            var coordinator = Pick();
            await WaitAsync(() => clerks.CoordinatedBy(coordinator) > 0, stop);
            var coordinated = clerks.CoordinatedBy(coordinator);
            await KillAsync(coordinator, $"coordinating {coordinated}", stop);
            Coordinators++;

            var participant = Pick();
            clerks.Spare(participant, isSpared: true);
            await WaitAsync(() => clerks.CoordinatedBy(participant) == 0 && clerks.OthersAreBusy(participant), stop);
            await KillAsync(participant, "taking part in what others coordinate", stop);
            clerks.Spare(participant, isSpared: false);
            Participants++;
        }
    }

    private LocalNode Pick() => cluster.Nodes[Random.Shared.Next(cluster.Nodes.Count)];

    private static async Task WaitAsync(Func<bool> until, CancellationToken stop)
    {
        while (!until())
            await Task.Delay(Glance, stop);
    }

    private async Task KillAsync(LocalNode node, string doing, CancellationToken stop)
    {
        processes.Find(node.Id)!.Kill();
        clerks.IsDown(node);
        say($"{node.Id} killed with SIGKILL, {doing}");
        await Task.Delay(Down, stop);
        processes.Start(node);
        await banks.WaitForAsync(node, stop);
        clerks.IsUp(node);
        say($"{node.Id} is back");
        await Task.Delay(Between, stop);
    }
}
