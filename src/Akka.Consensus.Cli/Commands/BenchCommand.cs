using System.CommandLine;
using System.Globalization;
using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary><c>bench locks</c>: how many locks a second this installation grants and takes back. <c>bench capacity</c>: what very many cost.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var clients = Numbers.Option("--clients", "How many acquire and release at the same time.", 64, 1, 10_000);
        var seconds = Numbers.Option("--seconds", "How long to measure, after two seconds of warming up.", 10, 1, 3600);
        var pairs = Numbers.Option("--pairs", "End after so many pairs instead, and measure all of them; 0 for no such end.", 0, 0, int.MaxValue);
        var hot = new Option<bool>("--hot") { Description = "All on one lock, instead of each on its own." };
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var locks = new Command("locks", "Measure pairs of acquire and release against a running cluster.")
        {
            clients, seconds, pairs, hot, json, contact,
        };
        locks.SetAction(async parsed =>
        {
            var figures = await MeasureAsync(
                parsed.GetValue(clients),
                parsed.GetValue(pairs) is > 0 and var count
                    ? BenchExtent.Of(count)
                    : BenchExtent.Of(TimeSpan.FromSeconds(parsed.GetValue(seconds))),
                parsed.GetValue(hot),
                Contacts.From(parsed.GetValue(contact)));
            Console.WriteLine(parsed.GetValue(json) ? Json.Text(figures) : TextOf(figures));
            return ExitCodes.Success;
        });
        return new Command("bench", "Measure this installation.") { locks, Capacity(), Transactions() };
    }

    private static Task<BenchJson> MeasureAsync(int clients, BenchExtent extent, bool hot, IReadOnlyList<Address> contacts) =>
        Inquiry.AskAsync(contacts, async (locks, stop) =>
        {
            // The first question tells whether there is a cluster at all.
            await locks.ListAsync("bench", timeout: Inquiry.Patience, cancellationToken: stop);
            return await PairBench.MeasureAsync(locks, clients, extent, hot, stop);
        });

    private static Command Capacity()
    {
        var locks = Numbers.Option("--locks", "How many locks are held in all.", 1_000_000, 1_000, 1_000_000);
        var sessions = Numbers.Option("--sessions", "How many sessions hold them.", 1_000, 1, 10_000);
        var data = new Option<string>("--data") { Description = "The nodes' folder [default: a temporary one, removed afterwards]", HelpName = "DIR" };
        var json = Inquiry.JsonOption();
        var capacity = new Command("capacity", "Start three nodes, have very many locks held, and compare with none: takes minutes.") { locks, sessions, data, json };
        capacity.SetAction(async parsed =>
        {
            var kept = parsed.GetValue(data);
            var folder = kept ?? Path.Combine(Path.GetTempPath(), $"akka-consensus-capacity-{Environment.ProcessId}");
            using var interruption = new Interruption();
            try
            {
                var run = new CapacityRun(LocalCluster.OnFreePorts(folder, LocalCluster.UsualNodes), parsed.GetValue(locks), parsed.GetValue(sessions),
                    parsed.GetValue(json) ? TextWriter.Null : Console.Error);
                var figures = await run.RunAsync(interruption.Token);
                Console.WriteLine(parsed.GetValue(json) ? Json.Text(figures) : CapacityText.Of(figures));
                return ExitCodes.Success;
            }
            catch (OperationCanceledException) when (interruption.Signal != 0)
            {
                Failures.Warn("interrupted; the nodes are stopped.");
                return ExitCodes.OfSignal(interruption.Signal);
            }
            finally
            {
                if (kept is null && Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
        });
        return capacity;
    }

    private static Command Transactions()
    {
        var seconds = Numbers.Option("--seconds", "How long each is measured, after one second of warming up.", 5, 1, 600);
        var clients = Numbers.Option("--clients", "How many transactions are under way at a time.", 1, 1, 64);
        var json = Inquiry.JsonOption();
        var transactions = new Command("transactions", "Start three nodes with banks, and measure transactions by each protocol.") { seconds, clients, json };
        transactions.SetAction(async parsed =>
        {
            var folder = Path.Combine(Path.GetTempPath(), $"akka-consensus-transactions-{Environment.ProcessId}");
            using var interruption = new Interruption();
            try
            {
                var bench = new TransactionBench(LocalCluster.OnFreePorts(folder, LocalCluster.UsualNodes), parsed.GetValue(seconds),
                    parsed.GetValue(clients), parsed.GetValue(json) ? TextWriter.Null : Console.Error);
                var figures = await bench.RunAsync(interruption.Token);
                if (parsed.GetValue(json))
                    Console.WriteLine(Json.Text(new TransactionsBenchJson(figures)));
                else
                    Print(figures);
                return ExitCodes.Success;
            }
            catch (OperationCanceledException) when (interruption.Signal != 0)
            {
                Failures.Warn("interrupted; the nodes are stopped.");
                return ExitCodes.OfSignal(interruption.Signal);
            }
            finally
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
        });
        return transactions;
    }

    private static void Print(IReadOnlyList<TransactionBenchJson> figures) => TextTable.Write(Console.Out,
    [
        ["PROTOCOL", "PARTICIPANTS", "CLIENTS", "PER SECOND", "P50 MS", "P99 MS"],
        .. figures.Select(f => new[]
        {
            f.Protocol, $"{f.Participants}", $"{f.Clients}", f.PerSecond.ToString("0", CultureInfo.InvariantCulture),
            f.P50Ms.ToString("0.0", CultureInfo.InvariantCulture), f.P99Ms.ToString("0.0", CultureInfo.InvariantCulture),
        }),
    ]);

    private static string TextOf(BenchJson f) => string.Create(CultureInfo.InvariantCulture,
        $"{f.Clients} clients on {(f.Hot ? "one lock" : "a lock each")}: {f.PairsPerSecond:0} acquire+release/s, "
        + $"p50 {f.P50Ms:0.0} ms, p99 {f.P99Ms:0.0} ms, {f.Errors} errors, {f.Pairs} pairs in {f.Seconds:0.0} s");
}
