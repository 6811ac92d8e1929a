using Akka.Consensus.Simulation.Commands;
using Akka.Consensus.Simulation.Runs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class CampaignSpec
{
    private const ulong Seeds = 500;

    private static readonly Lazy<CampaignResult> Result = new(() => new Campaign(new CampaignOptions { Seeds = Seeds }).Run());

    [Fact]
    public void A_cluster_under_faults_should_keep_every_promise_of_the_list_of_oracles()
    {
        Assert.Empty(Result.Value.Failures.Select(f => $"{f.Failure!.Message}; see it with: {RunRequest.Of(f.Seed).Command} --trace"));
        Assert.Equal((long)Seeds, Result.Value.Seeds);
    }

    [Fact]
    public void The_faults_should_be_wild_enough_to_reach_every_branch_worth_visiting()
    {
        Assert.Empty(Result.Value.Probes.Missed);
    }

    [Fact]
    public void One_step_in_thirty_at_least_should_be_a_fault()
    {
        Assert.False(Result.Value.IsTooTame, $"{Result.Value.Faults.Total} faults in {Result.Value.Steps} steps");
    }
}
