using Akka.Consensus.Simulation.Commands;
using Akka.Consensus.Simulation.Runs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class CampaignSpec
{
    private const ulong Seeds = 500;

    private static readonly Lazy<CampaignResult> Result = new(() => Campaign.Run(from: 1, Seeds, TimeSpan.MaxValue));

    [Fact]
    public void A_cluster_under_faults_should_keep_every_promise_of_the_list_of_oracles()
    {
        Assert.Empty(Result.Value.Failures.Select(f => $"{f.Failure!.Message}; see it with: {CommandTree.ReplayPrefix}{f.Seed} --trace"));
        Assert.Equal((long)Seeds, Result.Value.Seeds);
    }

    [Fact]
    public void The_faults_should_be_wild_enough_to_reach_every_branch_worth_visiting()
    {
        Assert.Empty(Result.Value.Probes.Missed);
    }
}
