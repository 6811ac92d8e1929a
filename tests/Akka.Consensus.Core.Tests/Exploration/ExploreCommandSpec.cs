using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Commands;
using Akka.Consensus.Simulation.Exploration;
using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Specs;
using Akka.Consensus.Simulation.Variants;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

public sealed class ExploreCommandSpec
{
    [Theory]
    [InlineData("--spec paxos --acceptors 3 --ballots 2 --values 1", "distinct states: 1681")]
    [InlineData("--spec paxos", "distinct states: 3921")]
    [InlineData("--spec paxos --acceptors 5 --ballots 1 --values 1", "distinct states: 545")]
    [InlineData("--spec two-phase --participants 3", "distinct states: 288")]
    [InlineData("--spec two-phase --participants 5", "distinct states: 8832")]
    [InlineData("--spec t-commit --participants 3", "distinct states: 34")]
    public void The_number_of_distinct_states_should_be_printed(string arguments, string expected)
    {
        var (exitCode, output, error) = Explore(arguments);

        Assert.Equal(expected, output.Split('\n')[0]);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Theory]
    [InlineData("--spec raft", "--spec raft: there is no such specification; there are paxos, two-phase, t-commit")]
    [InlineData("--spec paxos --participants 3", "--participants: paxos has no such size; it has --acceptors, --ballots, --values")]
    [InlineData("--spec two-phase --values 3", "--values: two-phase has no such size; it has --participants")]
    [InlineData("--spec paxos --ballots 0", "--ballots 0: must be 1 or more")]
    [InlineData("--spec t-commit --participants -1", "--participants -1: must be 1 or more")]
    [InlineData("--spec paxos --acceptors 16", "--acceptors 16: must be 15 or less")]
    [InlineData("--acceptors 3", "--acceptors needs --spec: one of paxos, two-phase, t-commit")]
    public void A_wrong_call_should_be_answered_in_one_line(string arguments, string expected)
    {
        Assert.Equal((64, "", expected + Environment.NewLine), Explore(arguments));
    }

    [Theory]
    [InlineData("--spec paxos --values many", "--values")]
    [InlineData("--spec paxos --leaders 3", "--leaders")]
    public void What_is_no_number_and_what_is_unknown_should_be_refused(string arguments, string culprit)
    {
        var (exitCode, _, error) = Explore(arguments);

        Assert.Equal(64, exitCode);
        Assert.Contains(culprit, error, StringComparison.Ordinal);
    }

    [Fact]
    public void More_states_than_allowed_should_fail_and_not_be_counted()
    {
        var (exitCode, output, error) = Explore("--spec paxos --limit 3920");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("more than 3920 distinct states", error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_known_should_be_explored_and_found_as_it_must_be()
    {
        var (exitCode, output) = ExploreAll(PublishedCounts.All.Take(4), CoreExploration.All.Take(2));

        Assert.Equal(0, exitCode);
        Assert.Contains("Paxos.tla, 3 acceptors, 2 ballots, 1 value: 1681 states, as published", output, StringComparison.Ordinal);
        Assert.Contains("votes not counted: 180 states, all 73 states of Paxos.tla reached", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_is_not_as_published_should_fail()
    {
        var (exitCode, output) = ExploreAll([PublishedCounts.All[0] with { Distinct = 26 }], []);

        Assert.Equal(1, exitCode);
        Assert.Contains("25 states, NOT 26", output, StringComparison.Ordinal);
    }

    [Fact]
    public void States_that_the_cores_do_not_reach_should_fail()
    {
        var scope = new CoreScope(new PaxosSpec(3, 1, 1)) { Variant = new Mute(), HasLatePromises = false };

        var (exitCode, output) = ExploreAll([], [new CoreExploration("", "", scope)]);

        Assert.Equal(1, exitCode);
        Assert.Contains("OF 41 states", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_core_should_fail_with_the_way_to_what_is_wrong()
    {
        var scope = new CoreScope(new PaxosSpec(3, 1, 1)) { Variant = new PhaseOneQuorumTooSmall() };

        var (exitCode, output) = ExploreAll([], [new CoreExploration("", "", scope)]);

        Assert.Equal(1, exitCode);
        Assert.Contains("this is no step of the specification: 2a(0, v1), after 3 steps:", output, StringComparison.Ordinal);
        Assert.Contains("Proposer(n1) is told to lead 1.n1", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) ExploreAll(IEnumerable<PublishedCount> published, IEnumerable<CoreExploration> cores)
    {
        using var output = new StringWriter();
        return (ExploreReports.All(published, cores, output), output.ToString());
    }

    /// <summary>Promises, and never votes.</summary>
    private sealed class Mute : Variant
    {
        public override Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
            new Wrong(self, quorum, settings, incarnation);

        private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings, long incarnation)
            : Acceptor(self, quorum, settings, incarnation)
        {
            protected override bool Stands(Address from, Ballot ballot, Effects effects) => false;
        }
    }

    private static (int ExitCode, string Output, string Error) Explore(string arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandTree.Run(["explore", .. arguments.Split(' ')], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
