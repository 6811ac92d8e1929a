using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

public sealed class CoreExplorationSpec
{
    private const int Empty = LogPaxosSpec.Empty;

    /// <summary>The larger worlds are explored by the command.</summary>
    private const int MostStates = 300_000;

    [Theory]
    [InlineData(1, 1, 41)]
    [InlineData(1, 2, 73)]
    [InlineData(2, 1, 1_681)]
    [InlineData(2, 2, 3_921)]
    public void Every_step_of_the_cores_should_be_one_of_Paxos_and_they_should_reach_all_its_states(int ballots, int values, int states)
    {
        var result = Run(new CoreScope(new PaxosSpec(3, ballots, values)) { CountedBallots = 0 });

        Assert.Null(result.Cores.Counterexample);
        Assert.Equal((states, states), (result.Reached, result.Expected));
    }

    [Fact]
    public void Leaders_that_count_votes_should_call_chosen_only_what_is()
    {
        var result = Run(new CoreScope(new PaxosSpec(3, 1, 2)));

        Assert.Null(result.Cores.Counterexample);
        Assert.Equal(73, result.Reached);
    }

    [Fact]
    public void A_node_that_leads_one_ballot_after_another_and_restarts_should_keep_to_the_specification()
    {
        var result = Run(new CoreScope(new PaxosSpec(3, 2, 1, votesAsPromised: true)) { CountedBallots = 0, Leaders = 1, HasLatePromises = false });

        Assert.Null(result.Cores.Counterexample);
        Assert.Equal(result.Expected, result.Reached);
    }

    [Fact]
    public void Acceptors_that_take_on_a_ballot_with_an_empty_log_should_keep_to_Paxos_on_logs()
    {
        var result = Run(new CoreScope(new LogPaxosSpec(3, 1, 2)) { HasLatePromises = false });

        Assert.Null(result.Cores.Counterexample);
        Assert.Equal(result.Expected, result.Reached);
    }

    /// <summary>What Paxos.tla does not know of: were it not lost, the cores would not keep to it.</summary>
    [Fact]
    public void A_vote_for_the_empty_log_should_hide_a_vote_of_a_lower_ballot()
    {
        var spec = new LogPaxosSpec(3, 3, 2);
        var all = spec.Messages;
        var state = new ulong[spec.Words];
        int[] way =
        [
            all.Prepare(0), all.Promise(0, 0, -1, -1), all.Promise(1, 0, -1, -1), all.Propose(0, Empty), all.Propose(0, 1), all.Vote(0, 0, 1),
            all.Prepare(1), all.Promise(1, 1, -1, -1), all.Promise(2, 1, -1, -1), all.Propose(1, Empty), all.Vote(1, 1, Empty),
            all.Prepare(2), all.Promise(0, 2, 0, 1), all.Promise(1, 2, 1, Empty), all.Propose(2, Empty), all.Propose(2, 2),
        ];

        foreach (var message in way)
        {
            var steps = new Steps(spec.Words);
            spec.Next(state, steps);
            var taken = Enumerable.Range(0, steps.Count).Single(i => steps.StepAt(i) == message);
            state = steps[taken].ToArray();
            Assert.Null(spec.Violation(state));
        }
    }

    [Fact]
    public void An_exploration_should_find_the_same_states_in_the_same_order_every_time()
    {
        var (first, second) = (Explored(), Explored());

        Assert.Equal(first.Count, second.Count);
        for (var number = 0; number < first.Count; number++)
            Assert.True(first[number].SequenceEqual(second[number]));

        static StateStore Explored() => Explorer.Run(new CoreSpec(new CoreScope(new PaxosSpec(3, 1, 2)) { CountedBallots = 0 })).States;
    }

    private static CoreResult Run(CoreScope scope) => new CoreExploration("", "", scope).Run(MostStates);
}
