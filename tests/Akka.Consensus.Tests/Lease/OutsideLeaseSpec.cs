using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Lease;
using Akka.Coordination;
using Xunit;

namespace Akka.Consensus.Tests.Lease;

/// <summary>Leases of processes outside the cluster; and what happens when they cannot reach it.</summary>
public sealed class OutsideLeaseSpec : LeaseSpec, IClassFixture<TestCluster>
{
    public OutsideLeaseSpec(TestCluster cluster)
        : base(cluster)
    {
        First = Fresh();
        Second = Fresh();
    }

    protected override ActorSystem First { get; }

    protected override ActorSystem Second { get; }

    protected override ActorSystem Fresh(string config = "") => Cluster.Outsider(LeaseClass + config);

    [Fact(DisplayName = "Without a cluster to reach, an acquire should end with that in the time for an operation, and hold nothing")]
    public async Task Without_a_cluster_an_acquire_should_end_in_time()
    {
        var lease = Lease(Fresh($$"""
            akka.consensus.client.contact-points = ["akka.tcp://consensus@127.0.0.1:1"]
            {{ConfigPath}}.lease-operation-timeout = 500ms
            """), "nobody");

        await Assert.ThrowsAsync<LeaseTimeoutException>(() => lease.Acquire().WaitAsync(Patience));

        Assert.False(lease.CheckLease());
        Assert.True(await lease.Release());
    }

    [Fact(DisplayName = "A name that is empty or too long should be refused when the lease is made, with how long it may be")]
    public void A_name_that_cannot_be_used_should_be_refused()
    {
        var longest = new string('x', 512 - ConsensusLease.LockNamePrefix.Length);

        Assert.NotNull(Make(longest));
        Assert.Contains("488 bytes", Assert.Throws<ArgumentException>(() => Make(longest + "x")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Make(""));
    }

    [Fact(DisplayName = "A heartbeat-timeout that is shorter than the session's time to live should be refused")]
    public void A_heartbeat_timeout_that_cannot_be_kept_should_be_refused()
    {
        var refusal = Assert.Throws<ConsensusConfigurationException>(() => Make("x", heartbeatTimeout: TimeSpan.FromSeconds(9)));

        Assert.Contains("session-ttl", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(Make("x", heartbeatTimeout: TimeSpan.FromSeconds(10)));
    }

    private ConsensusLease Make(string name, TimeSpan? heartbeatTimeout = null)
    {
        var times = new TimeoutSettings(TimeSpan.FromSeconds(1), heartbeatTimeout ?? TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));
        return new ConsensusLease(new LeaseSettings(name, "127.0.0.1:4053", times, Config.Empty), (ExtendedActorSystem)First);
    }
}
