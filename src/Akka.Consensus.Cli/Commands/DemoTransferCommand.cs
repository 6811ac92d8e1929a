using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Cli;

/// <summary><c>demo transfer</c>: money moved between banks on real nodes, which are killed under it, and a verdict.</summary>
internal static class DemoTransferCommand
{
    public static Command Create()
    {
        var transfers = Numbers.Option("--transfers", "How many transfers, at least.", 1000, 1, 100_000);
        var kills = Numbers.Option("--kills", "How many coordinators are killed, and as many participants.", 5, 0, 100);
        var clerks = Numbers.Option("--clerks", "How many order transfers at a time.", 8, 1, 100);
        var protocol = new Option<string>("--protocol") { Description = "How they are decided.", DefaultValueFactory = _ => "paxos-commit" };
        protocol.AcceptOnlyFromAmong([.. Enum.GetValues<CommitProtocol>().Select(TransactionsCommand.WordOf)]);
        var postgres = new Option<string>("--postgres")
        {
            Description = "A PostgreSQL database that has a bank, too: its max_prepared_transactions must be set. It gets a schema of its own for the run.",
            HelpName = "CONNECTION",
        };
        var data = new Option<string>("--data")
        {
            Description = "Keep everything in this folder [default: a temporary one, removed if all is right]",
            HelpName = "DIR",
        };
        var basePort = new Option<int?>("--base-port") { Description = "The first node's port [default: free ports]", HelpName = "N" };
        var json = Inquiry.JsonOption();
        var command = new Command("transfer", "Move money between accounts on three nodes while they are killed, and check that none is lost.")
        {
            transfers, kills, clerks, protocol, postgres, data, basePort, json,
        };
        command.SetAction(async parsed =>
        {
            var kept = parsed.GetValue(data);
            var folder = kept ?? Path.Combine(Path.GetTempPath(), $"akka-consensus-transfer-{Environment.ProcessId}");
            var chosen = Enum.GetValues<CommitProtocol>().Single(p => TransactionsCommand.WordOf(p) == parsed.GetValue(protocol));
            var plan = new TransferPlan(chosen, parsed.GetValue(transfers), parsed.GetValue(kills), parsed.GetValue(clerks),
                parsed.GetValue(postgres));
            var cluster = DemoCommand.Cluster(folder, LocalCluster.UsualNodes, parsed.GetValue(basePort));
            var code = await RunAsync(cluster, plan, parsed.GetValue(json));
            if (kept is null)
                Directory.Delete(folder, recursive: true); // a run that went wrong does not come here

            return code;
        });
        return command;
    }

    private static async Task<int> RunAsync(LocalCluster cluster, TransferPlan plan, bool json)
    {
        using var interruption = new Interruption();
        var clock = Stopwatch.StartNew();
        var run = new TransferRun(cluster, plan, text =>
        {
            if (!json)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,5:0.0} s  {text}"));
        });
        try
        {
            var outcome = await run.RunAsync(interruption.Token);
            if (json)
                Console.WriteLine(Json.Text(VerdictText.ToJson(outcome.Verdict, outcome.Duration, outcome.Verdict.Right ? null : cluster.Folder)));
            else
                Print(outcome);
            return outcome.Verdict.Right
                ? ExitCodes.Success
                : throw new CliException($"the demo's figures are not right; the nodes' journals and logs are in {cluster.Folder}.");
        }
        catch (OperationCanceledException) when (interruption.Signal != 0)
        {
            Failures.Warn("interrupted; the nodes are stopped.");
            return ExitCodes.OfSignal(interruption.Signal);
        }
    }

    private static void Print(TransferOutcome outcome)
    {
        VerdictText.Print(Console.Out, outcome.Verdict);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"longest time that a participant was in doubt: {outcome.LongestDoubt.TotalSeconds:0.0} s; "
            + $"{outcome.Blocked} times it was longer than {TransferOutcome.Long.TotalSeconds:0} s"));
    }
}
