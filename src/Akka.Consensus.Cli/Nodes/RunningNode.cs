using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary>The node that this process is, from its start to its orderly stop.</summary>
internal sealed class RunningNode
{
    // Who stops a node wants it stopped; the others notice by themselves if it could not say goodbye.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2.5);

    private readonly string _id;
    private readonly ActorSystem _system;
    private readonly Consensus _consensus;

    private RunningNode(string id, ActorSystem system, Consensus consensus)
    {
        _id = id;
        _system = system;
        _consensus = consensus;
    }

    /// <summary>Its actors.</summary>
    public ActorSystem System => _system;

    public static async Task<RunningNode> StartAsync(NodeSettings settings)
    {
        RequireFreePort(settings);
        var system = ActorSystem.Create(LocalCluster.SystemName, settings.Config);
        try
        {
            return new RunningNode(settings.Id, system, Consensus.Get(system));
        }
        catch
        {
            await StopAsync(system);
            throw;
        }
    }

    /// <summary>Runs until stopped; throws if the node ends by itself.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        _ = ClusterFormation.RunAsync(_system, _id, stop); // ends by itself, and at the latest with the process
        var first = await Task.WhenAny(stopped.Task, _consensus.Failed, _system.WhenTerminated);
        await StopAsync(_system);
        if (first == _consensus.Failed)
            throw new CliException(await _consensus.Failed);

        if (first == _system.WhenTerminated)
            throw new CliException("the node left the cluster and ended; its log says why. Start it again to go on.");
    }

    // Akka says it too, in the middle of twenty lines.
    private static void RequireFreePort(NodeSettings settings)
    {
        var tcp = settings.Config.GetConfig("akka.remote.dot-netty.tcp");
        var (host, port) = (tcp.GetString("hostname"), tcp.GetInt("port"));
        if (Ports.WhyNot(host, port) is { } reason)
        {
            throw new CliException(
                $"{settings.Id} cannot listen on {host}:{port}: {reason}; stop what uses the port, or configure another.");
        }
    }

    private static async Task StopAsync(ActorSystem system)
    {
        var stopped = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAny(stopped, Task.Delay(StopPatience));
    }
}
