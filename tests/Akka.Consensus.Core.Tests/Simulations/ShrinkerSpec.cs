using Akka.Consensus.Simulation.Commands;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class ShrinkerSpec
{
    private const long Effort = 2_000_000;

    private static readonly Mutant Mutant = MutationGate.Mutants.Single(m => m.Name == "phase-2 quorum too small by one");

    private static readonly RunResult Failed = MutationGate.Judge(Mutant).Caught!;

    private static readonly ShrunkRun Smallest = new Shrinker(Mutant.Variant).Shrink(Failed, PlanChanges.None, Effort);

    [Fact]
    public void The_smallest_run_should_break_the_same_invariant()
    {
        Assert.Equal(Failed.Failure!.Id, Smallest.Run.Failure!.Id);
    }

    [Fact]
    public void The_smallest_run_should_have_no_fault_that_it_can_do_without_and_no_more_of_anything_else()
    {
        Assert.Empty(Smallest.Run.Plan.Rates.Active);
        Assert.True(Smallest.Run.Plan.Nodes <= Failed.Plan.Nodes);
        Assert.Equal(1, Smallest.Run.Plan.Clients);
        Assert.True(Smallest.Run.Steps <= Failed.Steps);
    }

    [Fact]
    public void The_command_that_is_printed_should_replay_it()
    {
        var request = new RunRequest(Failed.Seed, Mutant, Smallest.Changes);
        var arguments = request.Command[(request.Command.IndexOf(" -- ", StringComparison.Ordinal) + 4)..];
        var output = new StringWriter();

        var code = CommandTree.Build(output).Parse(arguments).Invoke();

        Assert.Equal(ExitCodes.Wrong, code);
        Assert.Contains(Smallest.Run.Failure!.Message, output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"trace {Smallest.Run.Hash:x16}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_that_does_not_fail_should_not_be_shrunk()
    {
        var output = new StringWriter();

        var code = CommandTree.Build(output).Parse("shrink 1").Invoke();

        Assert.Equal(ExitCodes.Fine, code);
        Assert.Contains("nothing to shrink", output.ToString(), StringComparison.Ordinal);
    }
}
