using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using Akka.Consensus.Serialization;
using Google.Protobuf;
using Xunit;

namespace Akka.Consensus.Tests.Fencing;

/// <summary>A receiver that is reached over the wire: one ActorSystem guards an actor, and another sends to it.</summary>
public sealed class FencingWireSpec : TestKit.Xunit2.TestKit
{
    private static readonly FencingToken Old = new(5);
    private static readonly FencingToken New = new(6);

    // the side that sends: it knows the format by its configuration, since it has no locks here
    public FencingWireSpec()
        : base(Remote.WithFallback(Consensus.DefaultConfig()), "sender")
    {
    }

    private static Config Remote => ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    [Fact(DisplayName = "Messages and refusals should cross the wire, each payload by its own serializer")]
    public async Task Messages_and_refusals_should_cross_the_wire()
    {
        using var other = ActorSystem.Create("guarding", Remote);
        other.ActorOf(FencedReceiver.Props(Props.Create(() => new Introducer())), "receiver");
        var address = ((ExtendedActorSystem)other).Provider.DefaultAddress;
        var receiver = await Sys.ActorSelection($"{address}/user/receiver").ResolveOne(TimeSpan.FromSeconds(30));

        receiver.Tell(new Fenced(New, new ActorIdentity("a reference in it", TestActor)), ActorRefs.NoSender);
        ExpectMsg("found", TimeSpan.FromSeconds(30));
        receiver.Tell(new Fenced(Old, "old"), TestActor);
        ExpectMsg(new StaleToken(Old, New), TimeSpan.FromSeconds(30));
        receiver.Tell("bare", TestActor);
        ExpectMsg(new TokenRequired("System.String"), TimeSpan.FromSeconds(30));
    }

    [Fact(DisplayName = "A receiver alone should make the format known to its ActorSystem")]
    public void A_receiver_alone_should_make_the_format_known()
    {
        using var other = ActorSystem.Create("guarding");
        other.ActorOf(FencedReceiver.Props(Guarded.Props(TestActor))).Tell(new Fenced(New, "started"));
        ExpectMsg("started");

        Assert.IsType<ConsensusSerializer>(other.Serialization.FindSerializerFor(new StaleToken(Old, New)));
    }

    [Fact(DisplayName = "What is sent should come back as it was sent")]
    public void What_is_sent_should_come_back()
    {
        foreach (var message in new object[]
        {
            new Fenced(New, "a text"),
            new Fenced(New, 42),
            new Fenced(New, new Fenced(Old, new Ship(42, "home"))),
            new StaleToken(Old, New),
            new TokenRequired("System.String"),
        })
        {
            var serializer = Assert.IsType<ConsensusSerializer>(Sys.Serialization.FindSerializerFor(message));

            Assert.Equal(message, serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message)));
        }
    }

    [Fact(DisplayName = "What is not whole should be refused")]
    public void What_is_not_whole_should_be_refused()
    {
        var serializer = Assert.IsType<ConsensusSerializer>(Sys.Serialization.FindSerializerFor(new StaleToken(Old, New)));
        var empty = new Serialization.Proto.FencingMessage { Fenced = new Serialization.Proto.Fenced { Token = 5 } };

        Assert.Throws<SerializationException>(() => serializer.FromBinary(empty.ToByteArray(), "F1"));
        Assert.Throws<SerializationException>(() => serializer.FromBinary([], "F1"));
    }

    /// <summary>A message of an application that has no serializer for it: it goes as JSON, with its type.</summary>
    public sealed record Ship(int Order, string To);

    /// <summary>Speaks to whom it hears of.</summary>
    private sealed class Introducer : ReceiveActor
    {
        public Introducer() => Receive<ActorIdentity>(known => known.Subject.Tell("found"));
    }
}
