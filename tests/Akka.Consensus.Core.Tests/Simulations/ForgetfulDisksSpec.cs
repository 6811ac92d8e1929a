using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

/// <summary>Tests the simulator: the faults that are switched off are real ones. Nothing guards against them yet, and they do harm.</summary>
public sealed class ForgetfulDisksSpec
{
    private const int Seeds = 60;

    private static readonly string[] Harm = ["M1", "M2", "P5", "P6", "L1", "invariant"];

    [Theory]
    [InlineData(Fault.WipedDisk)]
    [InlineData(Fault.RevertedDisk)]
    public void A_minority_of_disks_that_forget_should_do_harm_to_cores_that_do_not_notice(Fault fault)
    {
        var changes = new PlanChanges { With = [fault] };

        var runs = Enumerable.Range(1, Seeds).Select(seed => Simulator.Run((ulong)seed, Variant.Sound, output: null, MutationGate.Steps, changes));

        Assert.Contains(runs, run => run.Failure is not null && Harm.Contains(run.Failure.Id) && run.Faults[fault] > 0);
    }
}
