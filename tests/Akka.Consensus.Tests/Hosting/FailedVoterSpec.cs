using Akka.Consensus.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Akka.Consensus.Tests.Hosting;

/// <summary>A node of three that has stopped to vote for good.</summary>
public sealed class FailedVoterSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact(DisplayName = "A voter that has stopped for good should be degraded, with its reason, while the others are a quorum")]
    public async Task A_voter_that_has_stopped_should_be_degraded()
    {
        var node = cluster.Node(0);
        Consensus.Get(node).Fail("the journal is damaged");

        var result = await new QuorumHealthCheck(TimeSpan.FromMinutes(1)).CheckHealthAsync(new AkkaHealthCheckContext(node));

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.EndsWith("the journal is damaged", result.Description, StringComparison.Ordinal);
    }
}
