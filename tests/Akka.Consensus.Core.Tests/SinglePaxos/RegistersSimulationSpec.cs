using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Simulation.Ensemble;
using Akka.Consensus.Simulation.Ensemble.Registers;
using Xunit;

namespace Akka.Consensus.Core.Tests.SinglePaxos;

public sealed class RegistersSimulationSpec
{
    private const int Seeds = 400;

    private static readonly RegistersSubject Subject = new();

    private static readonly Lazy<SubjectCampaign> Campaign =
        new(() => new SubjectCampaign(Subject).Run(from: 1, Seeds, Environment.ProcessorCount));

    public static TheoryData<string> Mutants => [.. Subject.Mutants.Select(m => m.Name)];

    [Fact(DisplayName = "Registers under faults should keep P1 to P9, and answer everything within 4 s when the faults are over")]
    public void Registers_under_faults_should_keep_the_list_of_oracles()
    {
        Assert.Empty(Campaign.Value.Failures.Select(f => $"seed {f.Seed}: {f.Failure!.Message}; see it with: registers replay {f.Seed} --trace"));
        Assert.Equal(Seeds, Campaign.Value.Seeds);
    }

    [Fact(DisplayName = "The faults should be wild enough to reach every branch worth visiting")]
    public void The_faults_should_be_wild_enough()
    {
        Assert.Empty(Campaign.Value.Missed);
        Assert.False(Campaign.Value.IsTooTame, $"{Campaign.Value.Faults.Total} faults in {Campaign.Value.Steps} steps");
    }

    [Theory(DisplayName = "The simulator should catch each known-wrong variant within its number of seeds")]
    [MemberData(nameof(Mutants))]
    public void The_simulator_should_catch_each_known_wrong_variant(string name)
    {
        var mutant = Subject.Mutants.Single(m => m.Name == name);

        Assert.True(mutant.Judge() is not null, $"'{name}' survived {mutant.Seeds} seeds");
    }

    /// <summary>Each process hashes strings in its own way: what depends on that differs between two processes, not within one.</summary>
    [Theory(DisplayName = "The same seed should give the same trace, in another process too")]
    [InlineData(5)]
    [InlineData(42)]
    public async Task The_same_seed_should_give_the_same_trace(ulong seed)
    {
        var here = Subject.Run(seed).Hash;

        Assert.Equal(here, Subject.Run(seed).Hash);
        Assert.NotEqual(here, Subject.Run(seed + 1).Hash);
        Assert.Contains(here.ToString("x16", CultureInfo.InvariantCulture), await Replay(seed), StringComparison.Ordinal);
    }

    private static async Task<string> Replay(ulong seed)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(RegistersSubject).Assembly.Location, "registers", "replay", seed.ToString(CultureInfo.InvariantCulture) },
        };
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync();
    }
}
