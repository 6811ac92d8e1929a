using Akka.Actor;
using Xunit;

namespace Akka.Consensus.Tests.Lease;

/// <summary>Leases of processes within the cluster: two voters, and members that do not vote.</summary>
public sealed class MemberLeaseSpec(TestCluster cluster) : LeaseSpec(cluster), IClassFixture<TestCluster>
{
    protected override ActorSystem First => Cluster.Node(0);

    protected override ActorSystem Second => Cluster.Node(1);

    protected override ActorSystem Fresh(string config = "") => Cluster.Member(LeaseClass + config);
}
