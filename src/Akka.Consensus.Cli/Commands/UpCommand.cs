using System.CommandLine;

namespace Akka.Consensus.Cli;

/// <summary><c>up</c>: runs a local cluster, one process a node, until interrupted.</summary>
internal static class UpCommand
{
    private static readonly Duration LeaderPatience = Duration.Seconds(30);

    public static Command Create()
    {
        var nodes = Numbers.Option("--nodes", "How many nodes.", LocalCluster.UsualNodes, 1, 9);
        var data = new Option<string>("--data")
        {
            Description = "Where the nodes keep everything, each in a folder of its own.",
            HelpName = "DIR",
            DefaultValueFactory = _ => LocalCluster.UsualFolder,
        };
        var basePort = Numbers.Option(
            "--base-port", "The first node's port; the next node has the next.", LocalCluster.UsualBasePort, 1, 65000);
        var command = new Command("up", "Run a local cluster, one process a node, until interrupted.") { nodes, data, basePort };
        command.SetAction(parsed => RunAsync(new LocalCluster(
            parsed.GetRequiredValue(data), parsed.GetValue(nodes), parsed.GetValue(basePort))));
        return command;
    }

    private static async Task<int> RunAsync(LocalCluster cluster)
    {
        LocalClusterChecks.Require(cluster);
        cluster.Write();
        using var interruption = new Interruption();
        await using var processes = new NodeProcesses(cluster);
        try
        {
            Console.WriteLine($"up runs as process {Environment.ProcessId}, data in {cluster.Folder}");
            foreach (var process in processes.StartAll())
                Console.WriteLine($"{process.Node}, process {process.Pid}, log in {process.Node.LogFile}");

            var noneLeft = ReportEndsAsync(processes, interruption.Token);
            await WaitForLeaderAsync(cluster, noneLeft, interruption.Token);
            Console.WriteLine($"ready: --contact {string.Join(" --contact ", cluster.Contacts)}");
            await noneLeft.WaitAsync(interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Console.WriteLine("stopping");
            return ExitCodes.Success;
        }

        throw new CliException($"no node is left; their logs are in {cluster.Folder}. `akka-consensus up` on the same folder goes on.");
    }

    /// <summary>Says it when a node ends, with the reason and what to do; completes when none is left.</summary>
    private static Task ReportEndsAsync(NodeProcesses processes, CancellationToken stop) =>
        Task.WhenAll(processes.Running.Select(async process =>
        {
            var code = await process.Ended;
            if (!stop.IsCancellationRequested)
                Console.WriteLine($"{process.Node.Id} {WhyOf(process.Node, code)}; start it again: {process.Node.StartCommand}");
        }));

    private static string WhyOf(LocalNode node, int code) => code > ExitCodes.OfSignal(0)
        ? $"was ended by signal {code - ExitCodes.OfSignal(0)}"
        : $"ended with code {code}: {node.LastLogLine().TrimEnd('.')}";

    private static async Task WaitForLeaderAsync(LocalCluster cluster, Task noneLeft, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(LeaderPatience.Length);
        await using var connection = ClusterConnection.Open(cluster.Contacts);
        var leads = Leaders.WaitAsync(connection.Locks, patience.Token);
        try
        {
            if (await Task.WhenAny(leads, noneLeft) == leads)
            {
                var status = await leads;
                Console.WriteLine($"{status.Leader} leads");
                if (!await Leaders.WaitForMembersAsync(connection.Locks, patience.Token))
                    Console.WriteLine("not all nodes have come into the cluster yet; `akka-consensus cluster show` tells which");
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new CliException(
                $"no leader within {LeaderPatience}; the nodes' logs are in {cluster.Folder}.", ExitCodes.Unavailable);
        }
    }
}
