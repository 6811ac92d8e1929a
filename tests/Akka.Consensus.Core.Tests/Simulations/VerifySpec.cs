using Akka.Consensus.Simulation.Commands;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class VerifySpec
{
    /// <summary>Each process hashes strings in its own way: what depends on that differs between two processes, not within one.</summary>
    [Fact]
    public void Each_seed_should_give_the_same_trace_in_two_processes()
    {
        var output = new StringWriter();

        var code = CommandTree.Build(output).Parse("verify --seeds 20").Invoke();

        Assert.Equal("20 of 20 seeds gave the same trace in two processes", output.ToString().Trim());
        Assert.Equal(ExitCodes.Fine, code);
    }

    [Theory]
    [InlineData("1 a\n2 b\n3 c", "1 a\n2 x\n3 c", 2)]
    [InlineData("1 a\n2 b\n3 c", "1 a\n2 b", 2)]
    [InlineData("", "", 0)]
    public void A_trace_that_differs_or_is_missing_should_be_found(string first, string second, int same)
    {
        var output = new StringWriter();

        var found = new VerifyReport(output, CancellationToken.None).Compare(new StringReader(first), new StringReader(second), lines: 3);

        Assert.Equal((ulong)same, found);
        Assert.Contains("DIFFERENT", output.ToString(), StringComparison.Ordinal);
    }
}
