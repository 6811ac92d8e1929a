using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Consensus.Lease;
using Akka.Coordination;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Akka.Consensus.MultiNode.Tests.Hosts;

/// <summary>
/// A node of an application with a singleton and sharded entities, all of which use leases, and with the downing strategy lease-majority. It
/// says on its standard output how many members are up, and obeys on its standard input.
/// </summary>
public sealed class HostApplication(HostSettings settings)
{
    /// <summary>The first argument of a process that is a node.</summary>
    public const string Command = "host";

    public const string SystemName = "hosts";

    /// <summary>Followed by ports: whoever listens there is cut off from this node, both ways. Answered by the same word.</summary>
    public const string Cut = "cut";

    /// <summary>Followed by a number: so many members are up.</summary>
    public const string Members = "members";

    public const string Singleton = "only-one";

    private const string TypeName = "counter";

    /// <summary>The entities; each is a shard of its own.</summary>
    public static readonly IReadOnlyList<string> Entities = [.. Enumerable.Range(1, 8).Select(i => string.Create(CultureInfo.InvariantCulture, $"entity-{i}"))];

    /// <summary>Runs until the ActorSystem has ended: by itself, or because standard input has.</summary>
    public async Task RunAsync()
    {
        var system = ActorSystem.Create(SystemName, ConfigurationFactory.ParseString(settings.Hocon));
        Consensus.Get(system);
        system.ActorOf(Props.Create(() => new MemberCount()));
        StartSingleton(system);
        StartEntities(system);
        _ = Task.Run(() => ObeyAsync(system));
        await system.WhenTerminated;
    }

    private void StartSingleton(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterSingleton.DefaultConfig());
        var lease = $"{SystemName}-singleton-akka://{SystemName}/user/{Singleton}";
        system.ActorOf(
            ClusterSingletonManager.Props(Owner(system, Singleton, lease), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system)), Singleton);
    }

    private void StartEntities(ActorSystem system)
    {
        var region = ClusterSharding.Get(system).Start(TypeName,
            entity => Owner(system, entity, $"{SystemName}-shard-{TypeName}-{entity}"), ClusterShardingSettings.Create(system), new ByName());
        system.ActorOf(Props.Create(() => new Caller(region)));
    }

    private Props Owner(ActorSystem system, string resource, string lease) => Props.Create(() => new Owner(settings, resource, TokenOf(system, lease)));

    /// <summary>The token under which Akka's own use of the lease holds it: an instance is made once for a name and an owner.</summary>
    private static Func<long> TokenOf(ActorSystem system, string lease)
    {
        var owner = Cluster.Cluster.Get(system).SelfAddress.HostPort();
        return () => ((ConsensusLease)LeaseProvider.Get(system).GetLease(lease, "akka.coordination.lease.consensus", owner)).Token!.Value.Value;
    }

    private static async Task ObeyAsync(ActorSystem system)
    {
        var transport = ((IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider).Transport;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is not [Cut, .. var ports])
                continue;
            foreach (var port in ports)
            {
                var address = Cluster.Cluster.Get(system).SelfAddress.WithPort(int.Parse(port, CultureInfo.InvariantCulture));
                await transport.ManagementCommand(new SetThrottle(address, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance));
            }

            Console.WriteLine(Cut);
        }

        await system.Terminate();
    }

    /// <summary>Each entity is addressed by its name, and has a shard for itself.</summary>
    private sealed class ByName : IMessageExtractor
    {
        public string EntityId(object message) => (string)message;

        public object EntityMessage(object message) => message;

        public string ShardId(object message) => (string)message;

        public string ShardId(string entityId, object? messageHint = null) => entityId;
    }

    /// <summary>Sends every entity a message now and again: it lives wherever its shard is let.</summary>
    private sealed class Caller(IActorRef region) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer(Self, Entities, TimeSpan.FromMilliseconds(200));

        protected override void OnReceive(object message)
        {
            foreach (var entity in (IReadOnlyList<string>)message)
                region.Tell(entity);
        }
    }

    private sealed class MemberCount : UntypedActor
    {
        private readonly HashSet<UniqueAddress> _up = [];

        protected override void PreStart() => Cluster.Cluster.Get(Context.System)
            .Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

        protected override void OnReceive(object message)
        {
            var member = ((ClusterEvent.IMemberEvent)message).Member;
            if (member.Status == MemberStatus.Up ? _up.Add(member.UniqueAddress) : _up.Remove(member.UniqueAddress))
                Console.WriteLine($"{Members} {_up.Count}");
        }
    }
}
