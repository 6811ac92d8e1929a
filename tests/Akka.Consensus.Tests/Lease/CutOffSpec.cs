using Akka.Actor;
using Akka.Consensus.Lease;
using Akka.Coordination;
using Akka.Remote.Transport;
using Xunit;

namespace Akka.Consensus.Tests.Lease;

/// <summary>Leases of a process that is cut off from the cluster for a while.</summary>
public sealed class CutOffSpec : IAsyncLifetime
{
    private readonly TestCluster _cluster = TestCluster.ThatCanBeCut();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact(DisplayName = "A process that is cut off should be told of the loss by its own clock, and later acquire anew")]
    public async Task A_process_that_is_cut_off_should_be_told_by_its_own_clock()
    {
        var process = Process("""
            akka.consensus.client.session-ttl = 1s
            """);
        var (lease, other) = (LeaseSpec.Lease(process, "cut-off"), LeaseSpec.Lease(Process(), "cut-off"));
        var told = new Losses();
        Assert.True(await lease.Acquire(told.Add));
        var token = lease.Token!.Value;

        await _cluster.SetThrottleAsync(process, ThrottleTransportAdapter.Direction.Both, Blackhole.Instance);
        await told.FirstAsync();
        Assert.False(lease.CheckLease());
        await UntilAsync(other.Acquire);

        await _cluster.SetThrottleAsync(process, ThrottleTransportAdapter.Direction.Both, Unthrottled.Instance);
        await UntilAsync(async () => !await AcquireIfReachableAsync(lease));
        Assert.False(lease.CheckLease());
        Assert.True(await other.Release());
        await UntilAsync(() => AcquireIfReachableAsync(lease));
        Assert.True(lease.Token > token);
        Assert.Equal(1, told.Count);
    }

    [Fact(DisplayName = "What is granted after an acquire has timed out should be given back, though the session lives on")]
    public async Task What_is_granted_too_late_should_be_given_back()
    {
        var process = Process($$"""
            akka.consensus.client.session-ttl = 60s
            {{LeaseSpec.ConfigPath}}.lease-operation-timeout = 1s
            """);
        var (kept, late, other) = (LeaseSpec.Lease(process, "kept"), LeaseSpec.Lease(process, "late"), LeaseSpec.Lease(Process(), "late"));
        await UntilAsync(() => AcquireIfReachableAsync(kept));

        // The request arrives, the answer does not.
        await _cluster.SetThrottleAsync(process, ThrottleTransportAdapter.Direction.Receive, Blackhole.Instance);
        await Assert.ThrowsAsync<LeaseTimeoutException>(() => late.Acquire());
        Assert.False(late.CheckLease());
        Assert.False(await other.Acquire());

        await _cluster.SetThrottleAsync(process, ThrottleTransportAdapter.Direction.Receive, Unthrottled.Instance);
        await UntilAsync(other.Acquire);
        Assert.False(late.CheckLease());
        Assert.True(kept.CheckLease());
    }

    private ActorSystem Process(string config = "") => _cluster.Outsider(LeaseSpec.LeaseClass + config);

    private static async Task<bool> AcquireIfReachableAsync(ConsensusLease lease)
    {
        try
        {
            return await lease.Acquire();
        }
        catch (LeaseTimeoutException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(LeaseSpec.Patience);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }
}
