using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Xunit;
using Accepted = Akka.Consensus.Core.SinglePaxos.Voted;

namespace Akka.Consensus.Core.Tests.AtomicCommit;

/// <summary>
/// What a commit costs, counted, next to Gray and Lamport, "Consensus on Transaction Commit" (TODS 2006), §3.3 and §5. They count 3N - 1 messages and N + 1
/// stable writes for two-phase commit, (N + 1)(F + 3) - 4 and N + F + 1 for Paxos Commit, which is the same for F = 0. Here a client that has no part in the
/// transaction begins it, so the coordinator asks all N participants, not all but the one who began: one message more. And a participant sends its vote to
/// all 2F + 1 acceptors at once, not to the F + 1 that are needed while nobody fails.
/// </summary>
public sealed class CostSpec
{
    [Theory(DisplayName = "Two-phase commit should cost 3N messages and N + 1 writes before the client knows: ")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Two_phase_commit_should_cost(int participants)
    {
        var scene = Run(CommitProtocol.TwoPhase, participants, failures: 0);

        Assert.Equal(3 * participants, MessagesOfPhases(scene));
        Assert.Equal(participants + 1, Writes(scene));
    }

    [Theory(DisplayName = "Paxos Commit should cost N(2F + 3) + 2F messages and N + 2F + 1 writes: ")]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(5, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    public void Paxos_Commit_should_cost(int participants, int failures)
    {
        var scene = Run(CommitProtocol.PaxosCommit, participants, failures);

        Assert.Equal(participants * (2 * failures + 3) + 2 * failures, MessagesOfPhases(scene));
        Assert.Equal(participants + 2 * failures + 1, Writes(scene));
    }

    [Fact(DisplayName = "Paxos Commit with F = 0 should cost what two-phase commit does")]
    public void Paxos_Commit_without_failures_should_cost_what_two_phase_commit_does()
    {
        var (two, paxos) = (Run(CommitProtocol.TwoPhase, 4, 0), Run(CommitProtocol.PaxosCommit, 4, 0));

        Assert.Equal((MessagesOfPhases(two), Writes(two)), (MessagesOfPhases(paxos), Writes(paxos)));
    }

    [Fact(DisplayName = "Three-phase commit should cost 5N messages, and 2N + 2 writes")]
    public void Three_phase_commit_should_cost()
    {
        var scene = Run(CommitProtocol.ThreePhase, 4, 0);

        Assert.Equal(5 * 4, MessagesOfPhases(scene));
        Assert.Equal(2 * 4 + 2, Writes(scene));
    }

    [Theory(DisplayName = "An acknowledgement and a leave to forget should come to it for each participant, and a leave for each acceptor elsewhere: ")]
    [InlineData(CommitProtocol.TwoPhase, 0, 8)]
    [InlineData(CommitProtocol.ThreePhase, 0, 8)]
    [InlineData(CommitProtocol.PaxosCommit, 1, 10)]
    public void An_acknowledgement_and_a_leave_should_come_to_it(CommitProtocol protocol, int failures, int expected)
    {
        var scene = Run(protocol, 4, failures);

        Assert.Equal(expected, Count(scene, m => m is Acknowledged or Forget or ForgetVotes));
    }

    private static Scene Run(CommitProtocol protocol, int participants, int failures)
    {
        var scene = new Scene(protocol, plan => plan with { Participants = participants, Nodes = 2 * failures + 1, Failures = failures, IsOneJournal = true });
        scene.Begin().Pass(1);
        Assert.Equal(Decision.Commit, scene.Answer);
        return scene;
    }

    private static int MessagesOfPhases(Scene scene) => Count(scene, m => m is Prepare or Voted or ProposeVote or Collected or Decide
        or Core.AtomicCommit.ThreePhase.PreCommit or Core.AtomicCommit.ThreePhase.PreCommitAcknowledged);

    /// <summary>Between nodes: what an acceptor says to the leader of its own node costs nothing.</summary>
    private static int Count(Scene scene, Func<IMessage, bool> which) =>
        scene.Sent.Count(s => which(s.Message) && s.From.Node != scene.Bank.Stage.Role(s.To).Node);

    /// <summary>Those that a message of the protocol has waited for.</summary>
    private static int Writes(Scene scene) =>
        scene.Durable.Count(d => d.Change is Prepared or PreCommitted or TransactionBegun or CommitDecided or AbortDecided or Accepted);
}
