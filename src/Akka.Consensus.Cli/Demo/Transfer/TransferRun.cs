using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Cli.Wire;

namespace Akka.Consensus.Cli;

/// <summary>The outcome of <c>demo transfer</c>.</summary>
/// <param name="Verdict">The figures.</param>
/// <param name="Duration">How long transfers were ordered.</param>
/// <param name="LongestDoubt">For how long a participant was in doubt at most.</param>
/// <param name="Blocked">How often a participant was in doubt for longer than <see cref="Long"/>.</param>
internal sealed record TransferOutcome(Verdict Verdict, TimeSpan Duration, TimeSpan LongestDoubt, int Blocked)
{
    /// <summary>Longer than any transaction takes whose coordinator lives: that waits a second for the votes.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(3);
}

/// <summary>One run: starts the nodes with their banks, has money moved under kills, waits until nothing is in doubt, and has the books judged.</summary>
internal sealed class TransferRun(LocalCluster cluster, TransferPlan plan, Action<string> say)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    public async Task<TransferOutcome> RunAsync(CancellationToken stop)
    {
        cluster.Write();
        await using var postgres = plan.Postgres is { } connectionString ? await PostgresBank.OpenAsync(connectionString, stop) : null;
        if (postgres is not null)
            say($"PostgreSQL has a bank, too; its participant is on {PostgresBank.Node}");
        await using var processes = new NodeProcesses(cluster, BankNodeCommand.Name);
        foreach (var process in processes.StartAll())
            say($"{process.Node}, process {process.Pid}");
        await using var connection = ClusterConnection.Open(cluster.Contacts);
        var banks = new BankClient(connection.System);
        await WaitForAllAsync(connection, banks, stop);
        var clerks = new Clerks(plan, cluster, banks);
        var killer = new NodeKiller(processes, cluster, clerks, banks, say);
        var watch = new DoubtWatch(connection.System, cluster.Nodes.Count);
        var clock = Stopwatch.StartNew();
        await MoveMoneyAsync(clerks, killer, watch, stop);
        var duration = clock.Elapsed;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(SettlePatience);
        say("enough is ordered: waiting until nothing is in doubt");
        var inDoubt = await watch.SettleAsync(patience.Token);
        List<(long, IReadOnlyList<Posting>)> books = [.. await Task.WhenAll(cluster.Nodes.Select(n => banks.ReadBooksAsync(n, stop)))];
        if (postgres is not null)
            books.Add(await postgres.ReadBooksAsync(stop));
        return new TransferOutcome(TransferJudge.Decide(plan, clerks.Done, books, inDoubt, killer), duration, watch.Longest, watch.CountLongerThan(TransferOutcome.Long));
    }

    private async Task WaitForAllAsync(ClusterConnection connection, BankClient banks, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience);
        try
        {
            await Leaders.WaitAsync(connection.Locks, patience.Token);
            await Leaders.WaitForMembersAsync(connection.Locks, patience.Token);
            foreach (var node in cluster.Nodes)
                await banks.WaitForAsync(node, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CliException($"the nodes were not ready within {StartPatience.TotalSeconds:0} s; their logs are in {cluster.Folder}.");
        }
    }

    private async Task MoveMoneyAsync(Clerks clerks, NodeKiller killer, DoubtWatch watch, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        say(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Clerks} clerks move money between {(cluster.Nodes.Count + (plan.Postgres is null ? 0 : 1)) * BankActor.Accounts} accounts"));
        var killed = killer.RunAsync(plan.Kills, over.Token);
        var watched = watch.RunAsync(over.Token);
        var progress = ShowProgressAsync(clerks, over.Token);
        await clerks.RunAsync(killed, stop);
        await over.CancelAsync();
        await Task.WhenAll(watched, progress);
        await killed;
        stop.ThrowIfCancellationRequested();
    }

    private async Task ShowProgressAsync(Clerks clerks, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(ProgressInterval, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            say(string.Create(CultureInfo.InvariantCulture,
                $"{clerks.Done.Count} transfers ordered, {clerks.Done.Count(d => d.Outcome == TransferOutcomes.Committed)} committed"));
        }
    }
}
