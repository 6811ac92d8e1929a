using Akka.Consensus.Simulation.Exploration;
using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

public sealed class SpecificationSpec
{
    public static TheoryData<string> Published => [.. PublishedCounts.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Published))]
    public void A_specification_should_have_as_many_states_as_published(string name)
    {
        var published = PublishedCounts.All.Single(p => p.Name == name);

        var explored = Explorer.Run(published.Create());

        Assert.Equal(published.Distinct, explored.Distinct);
        Assert.Null(explored.Counterexample);
    }

    /// <summary>The manifests of github.com/tlaplus/Examples give these as TLC does, which counts the first state among the steps.</summary>
    [Theory]
    [InlineData("Paxos.tla, 1 acceptor, 2 ballots, 1 value", 82, 9)]
    [InlineData("TwoPhase.tla, 3 resource managers", 1146, 11)]
    [InlineData("TCommit.tla, 3 resource managers", 94, 7)]
    public void A_specification_should_have_as_many_steps_and_be_as_deep_as_published(string name, int steps, int depth)
    {
        var explored = Explorer.Run(PublishedCounts.All.Single(p => p.Name == name).Create());

        Assert.Equal((steps, depth), (explored.Steps + 1, explored.Depth));
    }

    [Theory]
    [InlineData(4, 2, 2, 20_609)]
    [InlineData(3, 3, 2, 185_369)]
    public void Larger_configurations_of_Paxos_should_keep_the_invariants_too(int acceptors, int ballots, int values, int distinct)
    {
        var explored = Explorer.Run(new PaxosSpec(acceptors, ballots, values));

        Assert.Null(explored.Counterexample);
        Assert.Equal(distinct, explored.Distinct);
    }

    [Fact]
    public void A_proposer_that_does_not_look_at_the_votes_it_is_told_of_should_be_found_out()
    {
        var counterexample = Explorer.Run(new AnyValueProposed()).Counterexample;

        Assert.StartsWith("P4: what ballot 1 proposes is not safe", counterexample!.Wrong, StringComparison.Ordinal);
        Assert.StartsWith("2a(1, ", counterexample.Trace[^1].Step, StringComparison.Ordinal);
    }

    [Fact]
    public void An_acceptor_that_votes_below_its_promise_should_be_found_out() =>
        Assert.StartsWith("P", Explorer.Run(new VotesBelowThePromise()).Counterexample!.Wrong, StringComparison.Ordinal);

    [Fact]
    public void A_transaction_manager_that_does_not_wait_for_all_should_be_found_out()
    {
        var counterexample = Explorer.Run(new Impatient()).Counterexample;

        Assert.StartsWith("AC1", counterexample!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_manager_that_aborts_after_another_has_committed_should_be_found_out() =>
        Assert.StartsWith("AC1", Explorer.Run(new Unreliable()).Counterexample!.Wrong, StringComparison.Ordinal);

    /// <summary>
    /// Paxos on logs differs from Paxos.tla only where somebody votes for the empty log: without that the states are the same, but for
    /// the proposals of the empty log, which are left out.
    /// </summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Paxos_on_logs_should_be_Paxos_as_long_as_nobody_votes_for_the_empty_log(int ballots, int values)
    {
        var (logs, plain) = (new LogPaxosSpec(3, ballots, values), new PaxosSpec(3, ballots, values, votesAsPromised: true));
        var ofLogs = Explorer.Run(logs).States;
        var ofPlain = Explorer.Run(plain).States;
        var projected = new HashSet<string>();

        for (var number = 0; number < ofLogs.Count; number++)
        {
            if (!HasVoteForNothing(logs, ofLogs[number]))
                projected.Add(string.Join(", ", Sent(logs, ofLogs[number])
                    .Where(m => m.Phase != PaxosPhase.Phase2A || m.Value != LogPaxosSpec.Empty)
                    .Select(m => m.Value == PaxosMessage.None ? m : m with { Value = m.Value - 1 })));
        }

        var expected = Enumerable.Range(0, ofPlain.Count).Select(number => string.Join(", ", Sent(plain, ofPlain[number])));
        Assert.Equal(expected.Order(), projected.Order());
    }

    private static bool HasVoteForNothing(LogPaxosSpec spec, ReadOnlySpan<ulong> state) =>
        Sent(spec, state).Any(m => m.Phase is PaxosPhase.Phase1B or PaxosPhase.Phase2B && m.Value == LogPaxosSpec.Empty);

    private static List<PaxosMessage> Sent(PaxosSpec spec, ReadOnlySpan<ulong> state)
    {
        var sent = new List<PaxosMessage>();
        for (var number = 0; number < spec.Messages.Count; number++)
        {
            if (spec.WasSent(state, number))
                sent.Add(spec.Messages[number]);
        }

        return [.. sent.OrderBy(m => (m.Phase, m.Ballot, m.Acceptor, m.VotedBallot, m.Value))];
    }

    private sealed class AnyValueProposed() : PaxosSpec(3, 2, 2)
    {
        protected override bool MayPropose(ReadOnlySpan<ulong> state, int ballot, int value) => !WasProposed(state, ballot)
            && (IsNewest(state, ballot, PaxosMessage.None) || IsNewest(state, ballot, 0) || IsNewest(state, ballot, 1));
    }

    private sealed class VotesBelowThePromise() : PaxosSpec(3, 2, 2)
    {
        protected override bool MayVote(ReadOnlySpan<ulong> state, int acceptor, int ballot, int value) =>
            WasSent(state, Messages.Propose(ballot, value));
    }

    private sealed class Impatient() : TwoPhaseSpec(3)
    {
        protected override bool MayCommit(int prepared, int all) => prepared >= all - 1;
    }

    private sealed class Unreliable() : TransactionCommitSpec(3)
    {
        protected override bool MayAbort(bool hasOneCommitted) => true;
    }
}
