using Akka.Consensus.Simulation.Commands;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class PlanChangesSpec
{
    private static readonly PlanChanges All = new()
    {
        Without = [Fault.Loss, Fault.CrashOfAll],
        With = [Fault.WipedDisk],
        Nodes = 4,
        Clients = 1,
        Locks = 2,
        Until = 3_200_001,
        Rates = 30,
        HasUsualLimits = true,
        Luck = 7,
    };

    [Fact]
    public void Changes_should_be_written_as_they_are_typed()
    {
        Assert.Equal(" --without loss,crash-of-all --with wiped-disk --nodes 4 --clients 1 --locks 2 --until 3.200001s --rates 30 --usual-limits --luck 7",
            All.ToString());
        Assert.Equal("", PlanChanges.None.ToString());
    }

    [Fact]
    public void What_is_typed_should_be_read_as_it_was_written()
    {
        var options = new RunOptions();
        var command = new System.CommandLine.Command("replay");
        options.AddTo(command);

        var read = options.Read(command.Parse($"42 --mutant \"a stale promise counted\"{All}"));

        Assert.Equal(42UL, read.Seed);
        Assert.Equal("a stale promise counted", read.Mutant?.Name);
        Assert.Equal(All.ToString(), read.Changes.ToString());
    }

    [Theory]
    [InlineData("42 --without lost", "There is no fault 'lost'")]
    [InlineData("42 --without cut-message", "There is no fault 'cut-message'")]
    [InlineData("42 --mutant nobody", "There is no mutant 'nobody'")]
    [InlineData("42 --nodes 8", "--nodes is a number from 1 to 7")]
    [InlineData("42 --until 3", "'3' is no time")]
    public void What_makes_no_sense_should_be_refused(string typed, string because)
    {
        var options = new RunOptions();
        var command = new System.CommandLine.Command("replay");
        options.AddTo(command);

        Assert.Contains(command.Parse(typed).Errors, e => e.Message.Contains(because, StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_should_be_changed_in_what_was_asked_for_and_in_nothing_else()
    {
        var drawn = SwarmPlan.Draw(new Prng(5, Dice.Plan));

        var changed = All.Apply(drawn);

        Assert.Equal(0, changed.Rates[Fault.Loss]);
        Assert.True(changed.Rates[Fault.WipedDisk] > 0);
        Assert.Equal((4, 1, 2, 3_200_001), (changed.Nodes, changed.Clients, changed.Locks, changed.FaultyTime));
        Assert.Equal((drawn.DelayMax, drawn.DiskMax, drawn.HoldMax), (changed.DelayMax, changed.DiskMax, changed.HoldMax));
    }

    [Fact]
    public void The_table_should_have_a_row_for_each_fault_in_their_order()
    {
        Assert.Equal(Enum.GetValues<Fault>(), FaultTable.Rows.Select(r => r.Fault));
        Assert.All(FaultTable.Switches, name => Assert.Equal(name, FaultTable.Name(FaultTable.Find(name)!.Value)));
    }
}
