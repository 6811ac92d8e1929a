using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Cli.Wire;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Cli;

/// <summary>Measures transactions of two and five participants by each protocol, one after the other, on a cluster of its own: once to warm up, once to tell.</summary>
/// <param name="cluster">Where.</param>
/// <param name="seconds">How long each is measured.</param>
/// <param name="clients">How many transactions are under way at a time.</param>
/// <param name="progress">Where it says how far it has come.</param>
internal sealed class TransactionBench(LocalCluster cluster, int seconds, int clients, TextWriter progress)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    // Whoever commits hears of it before the participants do: an account is held a little longer, and not used at once again.
    private const int AccountsInTurn = 1024;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private static readonly (CommitProtocol Protocol, int? Failures)[] Ways =
        [(CommitProtocol.TwoPhase, null), (CommitProtocol.ThreePhase, null), (CommitProtocol.PaxosCommit, 0), (CommitProtocol.PaxosCommit, 1)];

    private static readonly int[] Participants = [2, 5];

    private int _number;

    /// <summary>Starts the nodes, measures, and stops them.</summary>
    public async Task<IReadOnlyList<TransactionBenchJson>> RunAsync(CancellationToken stop)
    {
        cluster.Write();
        await using var processes = new NodeProcesses(cluster, BankNodeCommand.Name);
        _ = processes.StartAll().ToList();
        await using var connection = ClusterConnection.Open(cluster.Contacts);
        var banks = new BankClient(connection.System);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience);
        await Leaders.WaitForMembersAsync(connection.Locks, patience.Token);
        foreach (var node in cluster.Nodes)
            await banks.WaitForAsync(node, patience.Token);
        progress.WriteLine("warming up");
        foreach (var (protocol, failures) in Ways)
            await MeasureAsync(banks, protocol, failures, Participants[^1], stop);
        var figures = new List<TransactionBenchJson>();
        foreach (var participants in Participants)
        {
            foreach (var (protocol, failures) in Ways)
            {
                figures.Add(await MeasureAsync(banks, protocol, failures, participants, stop));
                progress.WriteLine($"{NameOf(protocol, failures)}, {participants} participants: done");
            }
        }

        return figures;
    }

    private static string NameOf(CommitProtocol protocol, int? failures) => string.Create(CultureInfo.InvariantCulture,
        $"{TransactionsCommand.WordOf(protocol)}{(failures is { } f ? $" F={f}" : "")}");

    private async Task<TransactionBenchJson> MeasureAsync(BankClient banks, CommitProtocol protocol, int? failures, int participants, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(
            () => RunClientAsync(banks, protocol, failures, participants, clock, stop), stop)));
        var sorted = times.SelectMany(t => t).Order().ToArray();
        return new TransactionBenchJson(NameOf(protocol, failures), participants, clients, sorted.Length, sorted.Length / (clock.Elapsed - WarmUp).TotalSeconds,
            At(sorted, 0.50), At(sorted, 0.99));
    }

    private async Task<List<double>> RunClientAsync(BankClient banks, CommitProtocol protocol, int? failures, int participants, Stopwatch clock,
        CancellationToken stop)
    {
        var times = new List<double>();
        while (clock.Elapsed < WarmUp + TimeSpan.FromSeconds(seconds))
        {
            var begun = clock.Elapsed;
            var result = await banks.OrderAsync(cluster.Nodes[0], NewOrder(protocol, failures, participants), stop);
            if (result.Outcome != TransferOutcomes.Committed)
                throw new CliException($"a transaction of the measurement was {result.Outcome}: {result.Reason}");
            if (begun >= WarmUp)
                times.Add(result.Microseconds / 1000.0);
        }

        return times;
    }

    /// <summary>Participants on all nodes in turn, the coordinator's own last.</summary>
    private TransferOrder NewOrder(CommitProtocol protocol, int? failures, int participants)
    {
        var number = Interlocked.Increment(ref _number);
        var account = string.Create(CultureInfo.InvariantCulture, $"bench-{number % AccountsInTurn}");
        var order = new TransferOrder
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"bench-{number}"),
            Protocol = (int)protocol,
            Milliseconds = 10_000,
        };
        if (failures is { } f)
            order.Failures = f;
        for (var i = 1; i <= participants; i++)
        {
            order.Parts.Add(new TransferPart
            {
                Bank = BankClient.BankOf(cluster.Nodes[i % cluster.Nodes.Count], number: ((i - 1) / cluster.Nodes.Count) + 1),
                Account = account,
            });
        }

        return order;
    }

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? 0 : sorted[(int)(part * (sorted.Length - 1))];
}
