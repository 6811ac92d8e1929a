using Akka.Consensus.Simulation.Ensemble.Registers;
using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

public sealed class RegisterExplorationSpec
{
    [Theory(DisplayName = "Every step of a register's cores should be one of Paxos.tla, and they should reach all its states")]
    [InlineData(1, 1, 41)]
    [InlineData(1, 2, 73)]
    [InlineData(2, 1, 1_681)]
    [InlineData(2, 2, 3_921)]
    public void Every_step_should_be_one_of_Paxos_and_all_states_be_reached(int ballots, int values, int states)
    {
        var result = Run(new RegisterScope(new PaxosSpec(3, ballots, values)));

        Assert.Null(result.Cores.Counterexample);
        Assert.Equal((states, states), (result.Reached, result.Expected));
    }

    [Fact(DisplayName = "A proposer that uses one ballot after another, and restarts, should keep to Paxos.tla")]
    public void A_proposer_that_restarts_should_keep_to_the_specification()
    {
        var result = Run(new RegisterScope(new PaxosSpec(3, 2, 2)) { Leaders = 1 });

        Assert.Null(result.Cores.Counterexample);
        Assert.Equal(result.Expected, result.Reached);
    }

    [Theory(DisplayName = "What leaves before it is durable should be found out")]
    [MemberData(nameof(WhatLeavesTooEarly))]
    public void What_leaves_before_it_is_durable_should_be_found_out(RegisterVariant wrong)
    {
        var counterexample = Explore(new RegisterScope(new PaxosSpec(3, 1, 1)) { Registers = wrong, CountedBallots = 0 });

        Assert.StartsWith("P8", counterexample.Wrong, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "What is no step of Paxos should be found out")]
    [MemberData(nameof(WhatIsNoStep))]
    public void What_is_no_step_of_Paxos_should_be_found_out(RegisterVariant wrong, int ballots, int values, int leaders, string expected)
    {
        var counterexample = Explore(new RegisterScope(new PaxosSpec(3, ballots, values))
        {
            Registers = wrong,
            Leaders = leaders,
            CountedBallots = 0,
            ChecksJournals = false,
        });

        Assert.StartsWith(expected, counterexample.Wrong, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A proposer that calls chosen what too few have accepted should be found out")]
    public void A_proposer_that_calls_chosen_what_is_not_should_be_found_out()
    {
        var counterexample = Explore(new RegisterScope(new PaxosSpec(3, 1, 1)) { Registers = new PhaseTwoQuorumTooSmall { RoundsReserved = 1 } });

        Assert.StartsWith("P7", counterexample.Wrong, StringComparison.Ordinal);
    }

    public static TheoryData<RegisterVariant> WhatLeavesTooEarly =>
    [
        new PromiseNotPersisted { RoundsReserved = 1 },
        new AcceptedSentBeforeDurable { RoundsReserved = 1 },
        new BallotReused(),
    ];

    public static TheoryData<RegisterVariant, int, int, int, string> WhatIsNoStep => new()
    {
        { new PhaseOneQuorumTooSmall { RoundsReserved = 1 }, 1, 1, 1, "this is no step of the specification: 2a(0, v1)" },
        { new PromiseCountedTwice { RoundsReserved = 1 }, 1, 1, 1, "this is no step of the specification: 2a(0, v1)" },
        { new AcceptsOneBallotTooLow { RoundsReserved = 1 }, 2, 1, 1, "this is no step of the specification: " },
        { new PromiseNotPersisted { RoundsReserved = 1 }, 2, 1, 2, "this is no step of the specification: " },
        { new AcceptedSentBeforeDurable { RoundsReserved = 1 }, 2, 1, 2, "this is no step of the specification: 1b(" },
        { new BallotReused(), 1, 2, 1, "this is no step of the specification: 2a(0, v2)" },
    };

    private static CoreResult Run(RegisterScope scope) => new CoreExploration("a register", "Paxos.tla", scope).Run(limit: 300_000);

    private static Counterexample Explore(RegisterScope scope)
    {
        var counterexample = Explorer.Run(new CoreSpec(scope), limit: 300_000).Counterexample;
        Assert.NotNull(counterexample);
        return counterexample;
    }
}
