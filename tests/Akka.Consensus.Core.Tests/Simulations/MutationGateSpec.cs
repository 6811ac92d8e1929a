using Akka.Consensus.Simulation.Variants;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class MutationGateSpec
{
    public static TheoryData<string> Mutants => [.. MutationGate.Mutants.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void The_simulator_should_catch_each_known_wrong_variant_within_its_number_of_seeds(string name)
    {
        var mutant = MutationGate.Mutants.Single(m => m.Name == name);

        var verdict = MutationGate.Judge(mutant);

        Assert.True(verdict.Caught is not null, $"'{name}' survived {mutant.Seeds} seeds");
    }
}
