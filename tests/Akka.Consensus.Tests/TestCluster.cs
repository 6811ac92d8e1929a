using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>Three voters in this process, each with its own ActorSystem, port, and journal on disk; and a client outside the cluster.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;
    private readonly int[] _ports = FreePorts(3);
    private readonly ActorSystem[] _nodes = new ActorSystem[3];
    private readonly List<ActorSystem> _clients = [];
    private readonly string _settings;

    public TestCluster()
        : this("")
    {
    }

    /// <summary>A cluster with further settings below <c>akka.consensus</c>.</summary>
    private TestCluster(string settings)
    {
        _settings = settings;
        for (var i = 0; i < _nodes.Length; i++)
            Start(i);
    }

    /// <summary>Waits until a node leads: a new group votes when all its voters have been started, and a busy machine takes its time.</summary>
    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if (await ReplicatedLocks.Get(_nodes[0]).GetStatusAsync(TimeSpan.FromSeconds(1), patience.Token) is { Leader: not null })
                    return;
            }
            catch (ConsensusUnavailableException)
            {
                // nobody leads yet
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>A cluster with further settings below <c>akka.consensus</c>.</summary>
    public static TestCluster With(string settings) => new(settings);

    /// <summary>The ActorSystem of a node.</summary>
    public ActorSystem Node(int index) => _nodes[index];

    private string DataOf(int index) => Path.Combine(_folder, $"node-{index + 1}");

    private void Start(int index)
    {
        var seeds = string.Join(", ", _ports.Select(p => $"\"akka.tcp://consensus@127.0.0.1:{p}\""));
        var id = $"node-{index + 1}";
        var system = ActorSystem.Create("consensus", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{_ports[index]}} }
              remote.retry-gate-closed-for = 200ms
              cluster {
                roles = ["consensus", "consensus-node.{{id}}"]
                seed-nodes = [{{seeds}}]
                seed-node-timeout = 1s
                retry-unsuccessful-join-after = 1s
                log-info = off
                downing-provider-class = ""
              }
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              consensus { node-id = {{id}}, members = [node-1, node-2, node-3], data-dir = "{{DataOf(index)}}", {{_settings}} }
            }
            """));
        Consensus.Get(system);
        _nodes[index] = system;
    }

    /// <summary>The locks of a new process outside the cluster.</summary>
    public IReplicatedLocks Client(string settings = "") => ReplicatedLocks.Get(ClientSystem(settings));

    /// <summary>The ActorSystem of a new process outside the cluster.</summary>
    public ActorSystem ClientSystem(string settings = "")
    {
        var contacts = string.Join(", ", _ports.Select(p => $"\"akka.tcp://consensus@127.0.0.1:{p}\""));
        var system = ActorSystem.Create("client", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              actor.provider = remote
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
              remote.retry-gate-closed-for = 200ms
              consensus.client { contact-points = [{{contacts}}], {{settings}} }
            }
            """));
        _clients.Add(system);
        return system;
    }

    public async Task DisposeAsync()
    {
        foreach (var system in _clients.Concat(_nodes))
            await system.Terminate();
        Directory.Delete(_folder, recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Stop());
        return ports;
    }
}
