using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;
using Akka.Remote;
using Akka.Remote.Transport;
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
    private readonly string _adapters;

    public TestCluster()
        : this("")
    {
    }

    /// <summary>A cluster with further settings below <c>akka.consensus</c>.</summary>
    private TestCluster(string settings, string adapters = "")
    {
        _settings = settings;
        _adapters = adapters;
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

    /// <summary>A cluster whose processes, all of them, can be cut off: by Akka.Remote's throttle.</summary>
    public static TestCluster ThatCanBeCut() => new("", "trttl");

    /// <summary>The ActorSystem of a node.</summary>
    public ActorSystem Node(int index) => _nodes[index];

    /// <summary>Cuts a process off from all nodes, or ends that. Only in a cluster <see cref="ThatCanBeCut"/>.</summary>
    public async Task SetThrottleAsync(ActorSystem process, ThrottleTransportAdapter.Direction direction, ThrottleMode mode)
    {
        var transport = ProviderOf(process).Transport;
        foreach (var node in _nodes)
            Assert.True(await transport.ManagementCommand(new SetThrottle(ProviderOf(node).DefaultAddress, direction, mode)));
    }

    private static IRemoteActorRefProvider ProviderOf(ActorSystem process) => (IRemoteActorRefProvider)((ExtendedActorSystem)process).Provider;

    private string Seeds => string.Join(", ", _ports.Select(p => $"\"{Scheme}://consensus@127.0.0.1:{p}\""));

    private string Scheme => _adapters.Length == 0 ? "akka.tcp" : $"akka.{_adapters}.tcp";

    private string Remote(int port) =>
        $$"""{ retry-gate-closed-for = 200ms, dot-netty.tcp { hostname = "127.0.0.1", port = {{port}}, applied-adapters = [{{_adapters}}] } }""";

    private string DataOf(int index) => Path.Combine(_folder, $"node-{index + 1}");

    private void Start(int index)
    {
        var id = $"node-{index + 1}";
        var system = ActorSystem.Create("consensus", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              actor.provider = cluster
              remote {{Remote(_ports[index])}}
              cluster {
                roles = ["consensus", "consensus-node.{{id}}"]
                seed-nodes = [{{Seeds}}]
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
    public IReplicatedLocks Client(string settings = "") => ReplicatedLocks.Get(Outsider($"akka.consensus.client {{ {settings} }}"));

    /// <summary>A new process outside the cluster, with further configuration.</summary>
    public ActorSystem Outsider(string config = "")
    {
        var system = ActorSystem.Create("client", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              actor.provider = remote
              remote {{Remote(port: 0)}}
              consensus.client.contact-points = [{{Seeds}}]
            }
            {{config}}
            """));
        _clients.Add(system);
        return system;
    }

    /// <summary>A new process that joins the cluster and does not vote, with further configuration.</summary>
    public ActorSystem Member(string config = "")
    {
        var system = ActorSystem.Create("consensus", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              actor.provider = cluster
              remote {{Remote(port: 0)}}
              cluster { seed-nodes = [{{Seeds}}], log-info = off, downing-provider-class = "" }
              coordinated-shutdown.run-by-clr-shutdown-hook = off
            }
            {{config}}
            """));
        _clients.Add(system);
        return system;
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_clients.Select(c => c.Terminate()));
        foreach (var system in _nodes)
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
