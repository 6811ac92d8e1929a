using Akka.Actor;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Akka.Remote.Transport;
using Xunit;

namespace Akka.Consensus.Tests.Owners;

/// <summary>What becomes of the locks of a process that stops, in order or not.</summary>
[Collection(OwnersCluster.Name)]
public sealed class LeavingSpec(OwnersCluster owners)
{
    private const string LongSession = "akka.consensus.client.session-ttl = 10m\n";

    [Fact(DisplayName = "A process outside the cluster that is shut down in order should free its locks by then, not when its session expires")]
    public async Task A_process_outside_should_free_its_locks() => await LeaveAsync(owners.Cluster.Outsider(LongSession), "leaving/outside");

    [Fact(DisplayName = "A member of the cluster that is shut down in order should free its locks by then, not when its session expires")]
    public async Task A_member_should_free_its_locks()
    {
        var member = owners.Cluster.Member(LongSession);
        var up = new TaskCompletionSource();
        Cluster.Cluster.Get(member).RegisterOnMemberUp(up.SetResult);
        await up.Task.WaitAsync(OwnersCluster.Patience);

        await LeaveAsync(member, "leaving/member");
    }

    [Fact(DisplayName = "What has to be handed over while a process leaves the cluster should have its lock until then")]
    public async Task What_has_to_be_handed_over_should_have_its_lock()
    {
        var process = owners.Cluster.Outsider(LongSession);
        var held = await ReplicatedLocks.Get(process).Get("leaving/hand-over").AcquireAsync(OwnersCluster.Patience);
        var states = new List<LockState>();
        foreach (var phase in new[] { CoordinatedShutdown.PhaseClusterShardingShutdownRegion, CoordinatedShutdown.PhaseClusterExiting, CoordinatedShutdown.PhaseClusterShutdown })
        {
            CoordinatedShutdown.Get(process).AddTask(phase, "look", () =>
            {
                states.Add(held.State);
                return Task.FromResult(Done.Instance);
            });
        }

        await CoordinatedShutdown.Get(process).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);

        Assert.Equal([LockState.Held, LockState.Held, LockState.Lost], states);
    }

    [Fact(DisplayName = "A process that dies should have its locks freed by the end of its session")]
    public async Task A_process_that_dies_should_have_its_locks_freed()
    {
        var process = owners.Cluster.Outsider("""
            akka.consensus.client.session-ttl = 1s
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            """);
        await ReplicatedLocks.Get(process).Get("leaving/dead").AcquireAsync(OwnersCluster.Patience);

        await process.Terminate();

        await using var next = await owners.First.Get("leaving/dead").AcquireAsync(OwnersCluster.Patience);
        Assert.Contains(LockEventKind.Lost, await owners.EventsOfAsync("leaving/dead"));
    }

    [Fact(DisplayName = "A process that closes its session should believe to hold nothing before another gets it, though it never hears that it is closed")]
    public async Task A_process_that_closes_should_let_go_first()
    {
        var process = owners.Cluster.Outsider(LongSession + "akka.consensus.client.request-timeout = 1s");
        var locks = ReplicatedLocks.Get(process);
        var held = await locks.Get("leaving/closed").AcquireAsync(OwnersCluster.Patience);
        var waiting = owners.First.Get("leaving/closed").AcquireAsync(OwnersCluster.Patience);
        await owners.WaitingAsync("leaving/closed", 1);
        await owners.CutAsync(process, ThrottleTransportAdapter.Direction.Receive);

        var closing = locks.CloseAsync();

        await using var next = await waiting;
        Assert.Equal(LockState.Lost, held.State);
        Assert.Equal(new Loss(LossReason.SessionEnded, null), held.Loss);
        await closing;
    }

    private async Task LeaveAsync(ActorSystem process, string name)
    {
        var held = await ReplicatedLocks.Get(process).Get(name).AcquireAsync(OwnersCluster.Patience);
        Assert.Null(await owners.First.Get(name).TryAcquireAsync());

        await CoordinatedShutdown.Get(process).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);

        await using var next = await owners.First.Get(name).AcquireAsync(OwnersCluster.Patience);
        Assert.True(next.Token > held.Token);
        Assert.DoesNotContain(LockEventKind.Lost, await owners.EventsOfAsync(name));
    }
}
