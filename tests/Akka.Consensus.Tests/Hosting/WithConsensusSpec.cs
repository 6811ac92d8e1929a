using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Configuration;
using Akka.Consensus.Hosting;
using Akka.Consensus.Locks;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Akka.Consensus.Tests.Hosting;

/// <summary>A voter in a host.</summary>
public sealed class WithConsensusSpec(HostedVoter voter) : IClassFixture<HostedVoter>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact(DisplayName = "A host should hand the locks of its ActorSystem to constructors, and vote")]
    public async Task A_host_should_hand_out_locks()
    {
        var locks = voter.Host.Services.GetRequiredService<IReplicatedLocks>();

        await using var held = await locks.Get("a").AcquireAsync(Patience);

        Assert.Same(ReplicatedLocks.Get(voter.Host.System()), locks);
        Assert.Equal(["consensus", "consensus-node.node-1", "shop"], Cluster.Cluster.Get(voter.Host.System()).SelfRoles.Order(StringComparer.Ordinal));
    }

    [Fact(DisplayName = "The health checks should tell a quorum and a session")]
    public async Task The_health_checks_should_tell_a_quorum_and_a_session()
    {
        await using var held = await voter.Host.Services.GetRequiredService<IReplicatedLocks>().Get("b").AcquireAsync(Patience);

        var report = await voter.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal("a quorum of the voters answers", report.Entries["akka.consensus.quorum"].Description);
        Assert.Equal("Held", report.Entries["akka.consensus.session"].Data["session"]);
        Assert.Contains("ready", report.Entries["akka.consensus.quorum"].Tags);
    }

    [Fact(DisplayName = "A singleton should start with a lease, and the log say that there is a quorum")]
    public async Task A_singleton_should_start_with_a_lease()
    {
        await voter.SingletonRuns.WaitAsync(Patience);
        await voter.QuorumIsLogged.WaitAsync(Patience);

        var held = await voter.Host.Services.GetRequiredService<IReplicatedLocks>().ListAsync();
        Assert.Contains(held, l => l.Name.StartsWith("akka.coordination.lease/", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "A shard should start with a lease, and its entities answer")]
    public async Task A_shard_should_start_with_a_lease()
    {
        var region = voter.Host.Services.GetRequiredService<IRequiredActor<HostedVoter.Entity>>().ActorRef;

        Assert.Equal("pack", await region.Ask<string>("pack", Patience));

        var held = await voter.Host.Services.GetRequiredService<IReplicatedLocks>().ListAsync();
        Assert.Contains(held, l => l.Name.Contains("shard-orders", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "Without a quorum the host should start all the same, be unhealthy, and log an error")]
    public async Task Without_a_quorum_the_host_should_start()
    {
        var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = TestHost.Create(akka => akka
            .WithRemoting("127.0.0.1", 0)
            .WithActors((system, _) => system.EventStream.Subscribe(
                system.ActorOf(Props.Create(() => new Reader("no quorum of the voters has answered", logged))), typeof(Akka.Event.Error)))
            .WithConsensus(new ConsensusOptions { ContactPoints = [$"akka.tcp://shop@127.0.0.1:{TestHost.FreePort()}"] })
            .WithConsensusLease(l => l.QuorumTimeout = TimeSpan.FromMilliseconds(200))
            .WithConsensusHealthChecks(TimeSpan.FromMilliseconds(200)));

        await host.StartAsync();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["akka.consensus.quorum"].Status);
        Assert.Equal("None", report.Entries["akka.consensus.session"].Data["session"]);
        await logged.Task.WaitAsync(Patience);
        await host.StopAsync();
    }

    [Fact(DisplayName = "A voter that lost its roles, or has no cluster, should keep the host from starting")]
    public async Task A_voter_that_lost_its_roles_should_keep_the_host_from_starting()
    {
        var options = new ConsensusOptions { NodeId = "node-1", Members = ["node-1"] };
        using var early = TestHost.Create(akka => akka
            .WithRemoting("127.0.0.1", 0).WithConsensus(options).WithClustering(new ClusterOptions { Roles = ["shop"] }));
        using var alone = TestHost.Create(akka => akka.WithRemoting("127.0.0.1", 0).WithConsensus(options));

        var lostRoles = await Assert.ThrowsAsync<ConsensusConfigurationException>(() => early.StartAsync());
        var noCluster = await Assert.ThrowsAsync<ConsensusConfigurationException>(() => alone.StartAsync());

        Assert.Contains("call WithConsensus after WithClustering", lostRoles.Message, StringComparison.Ordinal);
        Assert.Contains("call WithClustering", noCluster.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Options should go before HOCON, and HOCON before the defaults")]
    public void Options_should_go_before_HOCON()
    {
        const string Hocon = "akka.consensus { group = theirs, node-id = theirs, client.session-ttl = 20s, election-timeout = 2s }";

        var plain = TestHost.ConfigurationOf(akka => akka.AddHocon(Hocon, HoconAddMode.Prepend).WithConsensus());
        var settings = Settings(akka => akka.AddHocon(Hocon, HoconAddMode.Prepend).WithConsensus(new ConsensusOptions
        {
            Group = "ours",
            NodeId = "a\"b",
            Members = ["a\"b", "c:1"],
            DataDirectory = @"C:\data dir",
            SessionTimeToLive = TimeSpan.FromMilliseconds(1500.5),
            ElectionTimeout = TimeSpan.FromSeconds(3),
            ContactPoints = ["akka.tcp://shop@10.0.0.1:4053"],
        }));

        var theirs = ConsensusSettings.Create(plain);
        Assert.Equal(("theirs", "theirs"), (theirs.Group, theirs.NodeId.Value));
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2)), (theirs.Client.SessionTimeToLive, theirs.Limits.ElectionTimeout));
        Assert.Equal(["consensus", "consensus-node.theirs"], plain.GetStringList("akka.cluster.roles"));
        Assert.Equal(("ours", "a\"b", @"C:\data dir"), (settings.Group, settings.NodeId.Value, settings.DataDirectory));
        Assert.Equal(["a\"b", "c:1"], settings.Members.Select(m => m.Value));
        Assert.Equal(TimeSpan.FromMilliseconds(1500.5), settings.Client.SessionTimeToLive);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.Limits.ElectionTimeout);
        Assert.Equal("akka.tcp://shop@10.0.0.1:4053", Assert.Single(settings.ContactPoints));
    }

    [Fact(DisplayName = "A node without an id should get no roles of a voter")]
    public void A_node_without_an_id_should_get_no_roles() =>
        Assert.False(TestHost.ConfigurationOf(akka => akka.WithConsensus(o => o.Members = ["node-1"])).HasPath("akka.cluster.roles"));

    [Fact(DisplayName = "The journal on PostgreSQL should be one call, and its connection string kept as it is")]
    public void The_journal_on_PostgreSQL_should_be_one_call()
    {
        const string Connection = "Host=db;Database=voter1;Password=\"a'b\\c;\"";

        var journal = Settings(akka => akka.WithConsensus().WithPostgresJournal(Connection)).Journal;

        Assert.Equal(("postgresql", Connection), (journal.Store, journal.ConnectionString));
    }

    [Theory(DisplayName = "A journal that is half configured should be refused")]
    [InlineData("journal.store = postgres", "postgresql")]
    [InlineData("journal.store = postgresql", "connection-string is empty")]
    [InlineData("journal.connection-string = \"Host=a\"", "store = postgresql")]
    public void A_journal_that_is_half_configured_should_be_refused(string text, string word)
    {
        var config = ConfigurationFactory.ParseString($"akka.consensus {{ {text} }}").WithFallback(Consensus.DefaultConfig());

        Assert.Contains(word, Assert.Throws<ConsensusConfigurationException>(() => ConsensusSettings.Create(config)).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The lease should be there for the downing strategy, with the times that were given")]
    public void The_lease_should_be_there_for_the_downing_strategy()
    {
        var lease = new ConsensusLeaseOption { OperationTimeout = TimeSpan.FromSeconds(7), HeartbeatTimeout = TimeSpan.FromSeconds(60) };

        var config = TestHost.ConfigurationOf(akka => akka
            .WithConsensusLease(lease)
            .WithClustering(new ClusterOptions { SplitBrainResolver = new LeaseMajorityOption { LeaseImplementation = lease } }));

        var path = config.GetString("akka.cluster.split-brain-resolver.lease-majority.lease-implementation");
        Assert.Equal(lease.Class, Type.GetType(config.GetString($"{path}.lease-class")));
        Assert.Equal(TimeSpan.FromSeconds(7), config.GetTimeSpan($"{path}.lease-operation-timeout"));
        Assert.Equal(TimeSpan.FromSeconds(60), config.GetTimeSpan($"{path}.heartbeat-timeout"));
    }

    private static ConsensusSettings Settings(Action<AkkaConfigurationBuilder> configure) =>
        ConsensusSettings.Create(TestHost.ConfigurationOf(configure));
}
