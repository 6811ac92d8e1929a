using System.CommandLine;
using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary><c>node</c>: runs one node in the foreground.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var id = new Option<string>("--id")
        {
            Description = "The node's id, one of akka.consensus.members.",
            HelpName = "ID",
            Required = true,
        };
        var config = new Option<string[]>("--config") { Description = "A HOCON file; repeatable, a later one wins.", HelpName = "FILE" };
        var data = new Option<string>("--data")
        {
            Description = $"The node's folder: its journal, node.pid, node.conf [default: {LocalCluster.UsualFolder}/ID]",
            HelpName = "DIR",
        };
        var command = new Command("node", "Run one node in the foreground.") { id, config, data };
        command.SetAction(parsed => RunAsync(NodeSettings.Load(
            parsed.GetRequiredValue(id), parsed.GetValue(config) ?? [], parsed.GetValue(data))));
        return command;
    }

    /// <summary>Runs a node until it is stopped.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="started">What else runs in it.</param>
    public static async Task<int> RunAsync(NodeSettings settings, Action<ActorSystem>? started = null)
    {
        using var interruption = new Interruption();
        using var pid = PidFile.Claim(settings.Id, settings.Folder);
        var node = await RunningNode.StartAsync(settings);
        started?.Invoke(node.System);
        Console.WriteLine($"{settings.Id} runs, process {Environment.ProcessId}, data in {settings.Folder}");
        await node.RunAsync(interruption.Token);
        return ExitCodes.Success;
    }
}
