using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Sessions;
using Xunit;
using NodeAddress = Akka.Actor.Address;

namespace Akka.Consensus.Tests;

/// <summary>What a node knows of the voters' membership, in a cluster of one.</summary>
public sealed class PeersSpec : IAsyncLifetime
{
    private static readonly NodeId Self = new("node-1");
    private static readonly NodeId Other = new("node-2");
    private static readonly NodeAddress Elsewhere = new("akka.tcp", "consensus", "127.0.0.1", 1);

    private readonly ActorSystem _system = ActorSystem.Create("consensus", ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster { log-info = off, downing-provider-class = "" }
          consensus.members = [node-1, node-2]
        }
        """));

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var cluster = Cluster.Cluster.Get(_system);
        await cluster.JoinAsync(cluster.SelfAddress, patience.Token);
        while (!cluster.State.SeenBy.Contains(cluster.SelfAddress))
            await Task.Delay(20, patience.Token);
    }

    public Task DisposeAsync() => _system.Terminate();

    [Fact(DisplayName = "A voter should count as let in only when gossip shows that it knows so itself")]
    public void A_voter_should_count_as_let_in_when_it_knows_so_itself()
    {
        var peers = Peers();
        peers.Note(Self, Cluster.Cluster.Get(_system).SelfAddress);
        peers.Note(Other, Elsewhere);
        Assert.False(IsMember(peers, Self));

        peers.NoteMembership(Self, isMember: true);
        peers.NoteMembership(Other, isMember: true);

        Assert.True(IsMember(peers, Self));
        Assert.False(IsMember(peers, Other));
    }

    [Fact(DisplayName = "A voter that was seen to know that it was let in should count so until it is out, whoever has seen the gossip since")]
    public void A_voter_that_was_let_in_should_count_so_until_it_is_out()
    {
        var peers = Peers();
        peers.Note(Self, Cluster.Cluster.Get(_system).SelfAddress);
        peers.NoteMembership(Self, isMember: true);
        Assert.True(IsMember(peers, Self));

        peers.Note(Self, Elsewhere);
        peers.NoteMembership(Self, isMember: true);
        Assert.True(IsMember(peers, Self));

        peers.NoteMembership(Self, isMember: false);
        Assert.False(IsMember(peers, Self));
        peers.NoteMembership(Self, isMember: true);
        Assert.False(IsMember(peers, Self));
    }

    private Peers Peers() => new((ExtendedActorSystem)_system, ConsensusSettings.Create(_system.Settings.Config.WithFallback(Consensus.DefaultConfig())));

    private static bool IsMember(Peers peers, NodeId node) =>
        peers.Describe(new VoterStatus(node, IsHeard: true, Location: null, IsMember: false)).IsMember;
}
