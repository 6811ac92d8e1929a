using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;
using Xunit;
using Process = System.Diagnostics.Process;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class DeterminismSpec
{
    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(400)]
    public void The_same_seed_should_give_the_same_trace_in_one_process(ulong seed)
    {
        Assert.Equal(Simulator.Run(seed, Variant.Sound).Hash, Simulator.Run(seed, Variant.Sound).Hash);
    }

    [Fact]
    public void Different_seeds_should_give_different_traces()
    {
        Assert.NotEqual(Simulator.Run(1, Variant.Sound).Hash, Simulator.Run(2, Variant.Sound).Hash);
    }

    /// <summary>Each process hashes strings in its own way: what depends on that differs between two processes, not within one.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(42)]
    public async Task The_same_seed_should_give_the_same_trace_in_another_process(ulong seed)
    {
        var here = Simulator.Run(seed, Variant.Sound).Hash;

        var there = await Replay(seed);

        Assert.Contains(here.ToString("x16", CultureInfo.InvariantCulture), there, StringComparison.Ordinal);
    }

    /// <summary>The first numbers of xoshiro256** with the state that splitmix64 gives for the seed: no change of ours may move them unnoticed.</summary>
    [Fact]
    public void The_random_numbers_should_be_the_published_ones()
    {
        var random = new Prng(0);

        Assert.Equal([0x99EC5F36CB75F2B4UL, 0xBF6E1F784956452AUL, 0x1A5F849D4933E6E0UL], [random.Next(), random.Next(), random.Next()]);
    }

    private static async Task<string> Replay(ulong seed)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(Simulator).Assembly.Location, "replay", seed.ToString(CultureInfo.InvariantCulture) },
        };
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync();
    }
}
