using Akka.Consensus.Simulation.Ensemble;
using Akka.Consensus.Simulation.Ensemble.Transactions;
using Xunit;

namespace Akka.Consensus.Core.Tests.AtomicCommit;

public sealed class TransactionsSimulationSpec
{
    private const int Seeds = 150;

    private static readonly TransactionsSubject Subject = new();

    public static TheoryData<string> Mutants => [.. Subject.Mutants.Select(m => m.Name)];

    [Fact(DisplayName = "The faults should be wild enough to reach every branch worth visiting")]
    public void The_faults_should_be_wild_enough()
    {
        var campaign = new SubjectCampaign(Subject).Run(from: 1, Seeds, Environment.ProcessorCount);

        Assert.Empty(campaign.Failures.Select(f => $"seed {f.Seed}: {f.Failure!.Message}; see it with: transactions replay {f.Seed} --trace"));
        Assert.Empty(campaign.Missed);
        Assert.False(campaign.IsTooTame, $"{campaign.Faults.Total} faults in {campaign.Steps} steps");
    }

    [Theory(DisplayName = "The simulator should catch each known-wrong variant within its number of seeds")]
    [MemberData(nameof(Mutants))]
    public void The_simulator_should_catch_each_known_wrong_variant(string name)
    {
        var mutant = Subject.Mutants.Single(m => m.Name == name);

        Assert.True(mutant.Judge() is not null, $"'{name}' survived {mutant.Seeds} seeds");
    }

    [Theory(DisplayName = "The same seed should give the same trace")]
    [InlineData(5)]
    [InlineData(42)]
    public void The_same_seed_should_give_the_same_trace(ulong seed)
    {
        var first = Subject.Run(seed).Hash;

        Assert.Equal(first, Subject.Run(seed).Hash);
        Assert.NotEqual(first, Subject.Run(seed + 1).Hash);
    }
}
