using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Hosting;
using Akka.Consensus.Serialization;
using Akka.Consensus.Tests.Hosting;
using Akka.Remote.Hosting;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>What whoever can connect must not be able to do.</summary>
public sealed class HardeningSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory(DisplayName = "A type that a message on the wire names should be created by Akka as it is, and not by a node that refuses JSON")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_type_that_a_message_names_should_not_be_created(bool refuses)
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(ReadmeSpec.Root, "hocon", "serialization.conf"));
        using var victim = System(refuses ? shipped : "");
        using var attacker = System("");
        var arrived = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var target = victim.ActorOf(Props.Create(() => new Target(arrived)));
        var address = ((ExtendedActorSystem)victim).Provider.DefaultAddress;
        var remote = attacker.ActorSelection(target.Path.ToStringWithAddress(address));
        var trap = new Trap { Spring = Guid.NewGuid().ToString() };

        remote.Tell(trap);
        remote.Tell("a message of Akka's own, which comes after the trap");

        Assert.IsType(refuses ? typeof(string) : typeof(Trap), await arrived.Task.WaitAsync(Patience));
        Assert.Equal(refuses ? 1 : 2, Trap.Sprung.Count(s => s == trap.Spring));
        await Task.WhenAll(victim.Terminate(), attacker.Terminate());
    }

    [Fact(DisplayName = "The hardened profile should refuse what has no serializer of its own, and say what to do")]
    public void The_hardened_profile_should_refuse_what_has_no_serializer()
    {
        var config = TestHost.ConfigurationOf(akka => akka.WithHardenedSerialization());
        using var system = ActorSystem.Create("hardened", config);

        var serializer = system.Serialization.FindSerializerForType(typeof(Trap));

        Assert.IsType<RefusingSerializer>(serializer);
        Assert.Contains("serialization-bindings",
            Assert.ThrowsAny<Exception>(() => system.Serialization.Serialize(new Trap())).Message, StringComparison.Ordinal);
        Assert.Equal(1, serializer.Identifier);
    }

    [Theory(DisplayName = "Listening beyond this machine should be refused without mutual TLS")]
    [InlineData(false, "akka.remote.dot-netty.tcp.hostname = 127.0.0.1")]
    [InlineData(false, "akka.remote.dot-netty.tcp.hostname = \"::1\"")]
    [InlineData(false, "akka.remote.dot-netty.tcp.hostname = localhost")]
    [InlineData(false, "akka.remote.dot-netty.tcp { hostname = 10.0.0.1, enable-ssl = on }")]
    [InlineData(false, "akka.remote.dot-netty.tcp.hostname = 10.0.0.1, akka.consensus.allow-plaintext = on")]
    [InlineData(true, "akka.remote.dot-netty.tcp.hostname = 10.0.0.1")]
    [InlineData(true, "akka.remote.dot-netty.tcp.hostname = \"\"")]
    [InlineData(true, "akka.remote.dot-netty.tcp.hostname = 0.0.0.0")]
    [InlineData(true, "akka.remote.dot-netty.tcp.hostname = db.example")]
    [InlineData(true, "akka.remote.dot-netty.tcp { hostname = 10.0.0.1, enable-ssl = on, ssl.suppress-validation = on }")]
    [InlineData(true, "akka.remote.dot-netty.tcp { hostname = 10.0.0.1, enable-ssl = on, ssl.require-mutual-authentication = off }")]
    public void Listening_beyond_this_machine_should_be_refused(bool isRefused, string text)
    {
        var failure = Record.Exception(() => PlaintextListening.Refuse(ConfigurationFactory.ParseString(text)));

        Assert.Equal(isRefused, failure is ConsensusConfigurationException);
    }

    [Fact(DisplayName = "A host with the hardened profile that listens beyond this machine in the clear should not start")]
    public async Task A_host_that_listens_in_the_clear_should_not_start()
    {
        using var host = TestHost.Create(akka => akka.WithRemoting("0.0.0.0", 0, "127.0.0.1").WithHardenedSerialization());

        var refusal = await Assert.ThrowsAsync<ConsensusConfigurationException>(() => host.StartAsync());

        Assert.Contains("akka.consensus.allow-plaintext", refusal.Message, StringComparison.Ordinal);
    }

    private static ActorSystem System(string config) => ActorSystem.Create("wire", ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        {{config}}
        """));

    /// <summary>Remembers each time that it is filled in.</summary>
    public sealed class Trap
    {
        private string _spring = "";

        internal static List<string> Sprung { get; } = [];

        public string Spring
        {
            get => _spring;
            set
            {
                _spring = value;
                lock (Sprung)
                    Sprung.Add(value);
            }
        }
    }

    private sealed class Target : ReceiveActor
    {
        public Target(TaskCompletionSource<object> arrived) => ReceiveAny(m => arrived.TrySetResult(m));
    }
}
