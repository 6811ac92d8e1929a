using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Consensus.Lease;
using Akka.Consensus.Locks;
using Akka.Event;
using Xunit;

namespace Akka.Consensus.Tests.Lease;

/// <summary>What Akka builds on leases, on ours: singletons of two members that both believe to be the oldest, and the downing strategy.</summary>
public sealed class UsersOfLeasesSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact(DisplayName = "Where two believe to be the oldest, the second's singleton should not start before the first has let go of the lease")]
    public async Task The_second_singleton_should_not_start_before_the_first_lets_go()
    {
        var (one, two) = (SingletonMember("one"), SingletonMember("two"));
        using var refusals = new SemaphoreSlim(0);
        two.EventStream.Subscribe(two.ActorOf(Props.Create(() => new Refusals(refusals))), typeof(Info));
        var leaseOfOne = LeaseSpec.Lease(one, "consensus-singleton-akka://consensus/user/only-one", Cluster.Cluster.Get(one).SelfAddress.HostPort());
        var (startOfOne, startOfTwo) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());

        StartSingleton(one, "one", startOfOne, leaseOfOne);
        Assert.True(await startOfOne.Task.WaitAsync(LeaseSpec.Patience));
        StartSingleton(two, "two", startOfTwo, leaseOfOne);
        for (var i = 0; i < 2; i++)
            Assert.True(await refusals.WaitAsync(LeaseSpec.Patience));
        Assert.False(startOfTwo.Task.IsCompleted);

        await CoordinatedShutdown.Get(one).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);

        Assert.False(await startOfTwo.Task.WaitAsync(LeaseSpec.Patience));
    }

    [Fact(DisplayName = "With lease-majority a member that crashed should be downed by whoever has the lease")]
    public async Task With_lease_majority_a_crashed_member_should_be_downed()
    {
        // The lowest address leads the members, and only the leader decides.
        var decider = cluster.Member($$"""
            akka.remote.dot-netty.tcp.port = {{LowPort()}}
            akka.cluster {
              downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
              split-brain-resolver { active-strategy = lease-majority, stable-after = 1s }
              split-brain-resolver.lease-majority.lease-implementation = "{{LeaseSpec.ConfigPath}}"
            }
            {{LeaseSpec.LeaseClass}}
            """);
        var crashing = cluster.Member("akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        await Task.WhenAll(UpAsync(decider), UpAsync(crashing));
        var removed = new TaskCompletionSource();
        var address = Cluster.Cluster.Get(crashing).SelfUniqueAddress;
        decider.ActorOf(Props.Create(() => new Removal(address, removed)));

        await crashing.Terminate();
        await removed.Task.WaitAsync(LeaseSpec.Patience * 2);

        Assert.Single(await ReplicatedLocks.Get(cluster.Node(0)).ListAsync(ConsensusLease.LockNamePrefix + "consensus-akka-sbr"));
    }

    /// <summary>Each is the oldest of its role, as in each half of a split cluster; by its path it is one singleton.</summary>
    private ActorSystem SingletonMember(string role) => cluster.Member($$"""
        akka {
          loglevel = INFO
          loggers = []
          stdout-loglevel = OFF
          cluster.roles = [{{role}}]
          cluster.singleton { use-lease = "{{LeaseSpec.ConfigPath}}", lease-retry-interval = 100ms }
        }
        {{LeaseSpec.LeaseClass}}
        """);

    private static void StartSingleton(ActorSystem member, string role, TaskCompletionSource<bool> started, ConsensusLease leaseOfOne)
    {
        member.Settings.InjectTopLevelFallback(ClusterSingleton.DefaultConfig());
        var settings = ClusterSingletonManagerSettings.Create(member).WithRole(role);
        var singleton = Props.Create(() => new OnlyOne(started, leaseOfOne));
        member.ActorOf(ClusterSingletonManager.Props(singleton, PoisonPill.Instance, settings), "only-one");
    }

    private static Task UpAsync(ActorSystem member)
    {
        var up = new TaskCompletionSource();
        Cluster.Cluster.Get(member).RegisterOnMemberUp(up.SetResult);
        return up.Task.WaitAsync(LeaseSpec.Patience);
    }

    /// <summary>A free port below those that are given to whoever does not mind which.</summary>
    private static int LowPort()
    {
        for (var port = 20000; ; port++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // in use
            }
        }
    }

    /// <summary>The singleton: says when it starts whether the first member holds the lease.</summary>
    private sealed class OnlyOne(TaskCompletionSource<bool> started, ConsensusLease leaseOfOne) : UntypedActor
    {
        protected override void PreStart() => started.SetResult(leaseOfOne.CheckLease());

        protected override void OnReceive(object message) => Unhandled(message);
    }

    /// <summary>Counts how often a singleton manager was refused the lease: its log is where it says so.</summary>
    private sealed class Refusals(SemaphoreSlim refusals) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (((Info)message).Message.ToString() == "Acquire lease result False")
                refusals.Release();
        }
    }

    private sealed class Removal(UniqueAddress address, TaskCompletionSource removed) : UntypedActor
    {
        protected override void PreStart() => Cluster.Cluster.Get(Context.System)
            .Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));

        protected override void OnReceive(object message)
        {
            if (((ClusterEvent.MemberRemoved)message).Member.UniqueAddress == address)
                removed.TrySetResult();
        }
    }
}
