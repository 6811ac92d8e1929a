using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Consensus.Hosting;
using Akka.Consensus.Journal;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Akka.Consensus.Tests.Hosting;

/// <summary>A host that is a cluster of one voter, with a singleton and shards that need leases.</summary>
public sealed class HostedVoter : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;
    private readonly TaskCompletionSource _logged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _singleton = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HostedVoter()
    {
        var port = TestHost.FreePort();
        Host = TestHost.Create(akka => akka
            .WithRemoting("127.0.0.1", port)
            .WithClustering(new ClusterOptions { Roles = ["shop"], SeedNodes = [$"akka.tcp://shop@127.0.0.1:{port}"] })
            .WithConsensus(o =>
            {
                o.NodeId = "node-1";
                o.Members = ["node-1"];
                o.DataDirectory = _folder;
            })
            .WithConsensusLease()
            .WithConsensusHealthChecks(quorumTimeout: TimeSpan.FromMinutes(1), failureStatus: HealthStatus.Degraded)
            .WithHardenedSerialization()
            .AddHocon("akka.loglevel = INFO", HoconAddMode.Prepend)
            .WithActors((system, _) => system.EventStream.Subscribe(
                system.ActorOf(Props.Create(() => new Reader("a quorum of the voters answers", _logged))), typeof(Info)))
            .WithSingleton<Sole>("sole", Props.Create(() => new Sole(_singleton)),
                new ClusterSingletonOptions { LeaseImplementation = new ConsensusLeaseOption() })
            .WithShardRegion<Entity>("orders", _ => Props.Create(() => new Entity()), HashCodeMessageExtractor.Create(10, _ => "42", m => m),
                new ShardOptions { LeaseImplementation = new ConsensusLeaseOption(), StateStoreMode = StateStoreMode.DData }));
    }

    public IHost Host { get; }

    /// <summary>Completes when the log says that there is a quorum.</summary>
    public Task QuorumIsLogged => _logged.Task;

    /// <summary>Completes when the singleton runs.</summary>
    public Task SingletonRuns => _singleton.Task;

    public Task InitializeAsync() => Host.StartAsync();

    public async Task DisposeAsync()
    {
        var closed = JournalExtension.Get(Host.System()).Closed;
        await Host.StopAsync();
        await closed;
        Host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Answers what it is told, in a shard.</summary>
    public sealed class Entity : ReceiveActor
    {
        public Entity() => ReceiveAny(m => Sender.Tell(m));
    }

    private sealed class Sole : ReceiveActor
    {
        public Sole(TaskCompletionSource started) => started.TrySetResult();
    }
}

/// <summary>Waits for a line of the log.</summary>
internal sealed class Reader : ReceiveActor
{
    public Reader(string text, TaskCompletionSource found) => Receive<LogEvent>(e =>
    {
        if (e.Message.ToString()!.Contains(text, StringComparison.Ordinal))
            found.TrySetResult();
    });
}
