using System.CommandLine;

namespace Akka.Consensus.Cli;

/// <summary><c>demo</c>: the main job in one screen, on real processes, with a verdict.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        // Fewer than three nodes do not survive the loss of one; shorter than this, a second kill would meet the first one's restart.
        var nodes = Numbers.Option("--nodes", "How many nodes.", LocalCluster.UsualNodes, 3, 9);
        var workers = Numbers.Option("--workers", "How many workers take turns.", 8, 2, 200);
        var seconds = Numbers.Option("--seconds", "How long they work.", 20, 12, 3600);
        var data = new Option<string>("--data")
        {
            Description = "Keep everything in this folder [default: a temporary one, removed if all is right]",
            HelpName = "DIR",
        };
        var basePort = new Option<int?>("--base-port") { Description = "The first node's port [default: free ports]", HelpName = "N" };
        var json = Inquiry.JsonOption();
        var command = new Command("demo", "See it work: real nodes, workers that take turns, the leader killed under them, and a verdict.")
        {
            nodes, workers, seconds, data, basePort, json, DemoTransferCommand.Create(),
        };
        command.SetAction(async parsed =>
        {
            var kept = parsed.GetValue(data);
            var folder = kept ?? Path.Combine(Path.GetTempPath(), $"akka-consensus-demo-{Environment.ProcessId}");
            var cluster = Cluster(folder, parsed.GetValue(nodes), parsed.GetValue(basePort));
            var run = new DemoRun(cluster, parsed.GetValue(workers), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            var code = await RunAsync(run, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(json));
            if (kept is null)
                Directory.Delete(folder, recursive: true); // a run that went wrong does not come here

            return code;
        });
        return command;
    }

    private static async Task<int> RunAsync(DemoRun run, TimeSpan duration, bool json)
    {
        using var interruption = new Interruption();
        IDemoView view = json ? new NoView() : Console.IsOutputRedirected ? new PlainView(Console.Out) : new ScreenView();
        try
        {
            var verdict = await run.RunAsync(view, interruption.Token);
            if (json)
                Console.WriteLine(Json.Text(VerdictText.ToJson(verdict, duration, verdict.Right ? null : run.FilesFolder)));
            else
                VerdictText.Print(Console.Out, verdict);

            return verdict.Right
                ? ExitCodes.Success
                : throw new CliException($"the demo's figures are not right; what the workers wrote is in {run.FilesFolder}.");
        }
        catch (OperationCanceledException) when (interruption.Signal != 0)
        {
            Failures.Warn("interrupted; the nodes are stopped.");
            return ExitCodes.OfSignal(interruption.Signal);
        }
    }

    /// <summary>A cluster on free ports, or on those that are given.</summary>
    public static LocalCluster Cluster(string folder, int nodes, int? basePort)
    {
        if (basePort is { } given)
        {
            var wanted = new LocalCluster(folder, nodes, given);
            LocalClusterChecks.Require(wanted);
            return wanted;
        }

        return LocalCluster.OnFreePorts(folder, nodes);
    }
}
