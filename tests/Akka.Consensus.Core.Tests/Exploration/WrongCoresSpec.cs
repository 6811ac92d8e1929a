using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;
using Akka.Consensus.Simulation.Variants;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

/// <summary>The explorer is itself tested: it must find out cores that are known to be wrong.</summary>
public sealed class WrongCoresSpec
{
    [Theory]
    [InlineData(typeof(PromiseNotPersisted), 2)]
    [InlineData(typeof(AcceptedSentBeforeDurable), 5)]
    [InlineData(typeof(BallotReused), 1)]
    public void What_leaves_before_it_is_durable_should_be_found_out_at_once(Type wrong, int steps)
    {
        var counterexample = Explore(new CoreScope(new PaxosSpec(3, 1, 1)) { Variant = Create(wrong), CountedBallots = 0 });

        Assert.StartsWith("P8", counterexample.Wrong, StringComparison.Ordinal);
        Assert.Equal(steps, counterexample.Trace.Count - 1);
    }

    [Theory]
    [InlineData(typeof(PhaseOneQuorumTooSmall), 1, 1, "this is no step of the specification: 2a(0, v1)")]
    [InlineData(typeof(PromiseCountedTwice), 1, 1, "this is no step of the specification: 2a(0, v1)")]
    [InlineData(typeof(AcceptsBelowThePromise), 2, 1, "this is no step of the specification: 2b(a1, 1, v1)")]
    [InlineData(typeof(NewestLogIgnored), 2, 2, "this is no step of the specification: 2a(1, v2)")]
    [InlineData(typeof(PromiseNotPersisted), 1, 1, "the core finds its own state impossible: P2")]
    [InlineData(typeof(AcceptedSentBeforeDurable), 2, 1, "this is no step of the specification: 1b(a1, 1, no vote)")]
    [InlineData(typeof(BallotReused), 1, 2, "this is no step of the specification: 2a(0, v2)")]
    public void What_is_no_step_of_Paxos_should_be_found_out(Type wrong, int ballots, int values, string expected)
    {
        var counterexample = Explore(new CoreScope(new PaxosSpec(3, ballots, values, votesAsPromised: true))
        {
            Variant = Create(wrong),
            CountedBallots = 0,
            ChecksJournals = false,
        });

        Assert.StartsWith(expected, counterexample.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_that_calls_chosen_what_too_few_have_accepted_should_be_found_out()
    {
        var counterexample = Explore(new CoreScope(new PaxosSpec(3, 1, 1)) { Variant = new PhaseTwoQuorumTooSmall() });

        Assert.StartsWith("P7", counterexample.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leader_that_counts_promises_of_its_ballot_before_should_be_found_out()
    {
        var counterexample = Explore(new CoreScope(new PaxosSpec(3, 2, 1, votesAsPromised: true))
        {
            Variant = new StalePromiseCounted(),
            CountedBallots = 0,
            Leaders = 1,
        });

        Assert.StartsWith("this is no step of the specification: 2a(1, v1)", counterexample.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counterexample_should_say_who_did_what()
    {
        var counterexample = Explore(new CoreScope(new PaxosSpec(3, 1, 1)) { Variant = new PromiseNotPersisted(), CountedBallots = 0 });

        Assert.Equal(
            ["", "Proposer(n1) is told to lead 1.n1, then has an event written to its disk", "Acceptor(n1) takes Prepare { Ballot = 1.n1 }"],
            counterexample.Trace.Select(t => t.Step));
        Assert.Equal(["nothing sent", "1a(0)", "1a(0); 1b(a1, 0, no vote)"], counterexample.Trace.Select(t => t.State));
    }

    private static Variant Create(Type wrong) => (Variant)Activator.CreateInstance(wrong)!;

    private static Counterexample Explore(CoreScope scope)
    {
        var counterexample = Explorer.Run(new CoreSpec(scope), limit: 300_000).Counterexample;
        Assert.NotNull(counterexample);
        return counterexample;
    }
}
