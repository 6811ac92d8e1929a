using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Ensemble;
using Akka.Consensus.Simulation.Ensemble.Transactions;
using Xunit;

namespace Akka.Consensus.Core.Tests.AtomicCommit;

/// <summary>What each protocol keeps, and what it cannot.</summary>
public sealed class ExpectedResultsSpec
{
    private const int Seeds = 50;

    // AC5 after the faults is among what a campaign demands, and AC1 to AC4, P8 and the money are watched at every step.
    [Theory(DisplayName = "A campaign under faults should keep AC1 to AC5, all money, and what was told: ")]
    [InlineData(CommitProtocol.TwoPhase)]
    [InlineData(CommitProtocol.ThreePhase)]
    [InlineData(CommitProtocol.PaxosCommit)]
    public void A_campaign_should_keep_everything(CommitProtocol protocol)
    {
        var campaign = new SubjectCampaign(new TransactionsSubject(protocol)).Run(from: 1, Seeds, Environment.ProcessorCount);

        Assert.Empty(campaign.Failures.Select(f => $"seed {f.Seed}: {f.Failure!.Message}"));
        Assert.Empty(campaign.Missed);
    }

    [Fact(DisplayName = "2PC AC5 should fail in the crash of the coordinator with participants in doubt, and heal when it is back")]
    public void AC5_should_fail_in_two_phase_commit_and_heal()
    {
        var scene = WithACrashInDoubt(CommitProtocol.TwoPhase);

        scene.Begin().Pass(600);
        Assert.Equal("in doubt, in doubt, in doubt", scene.Stands);

        scene.Restart("n1").Pass(5);
        Assert.Equal("Commit, Commit, Commit", scene.Stands);
        Assert.Equal(Decision.Commit, scene.Answer);
    }

    [Fact(DisplayName = "3PC AC5 should hold in the same crash")]
    public void AC5_should_hold_in_three_phase_commit()
    {
        var scene = WithACrashInDoubt(CommitProtocol.ThreePhase);

        scene.Begin().Pass(30);

        Assert.Equal("Commit, Commit, Commit", scene.Stands);
    }

    [Theory(DisplayName = "3PC AC5 should hold when the coordinator crashes before or after all know that all have voted yes: ")]
    [InlineData(typeof(Voted), "Abort, Abort, Abort")]
    [InlineData(typeof(PreCommitAcknowledged), "Commit, Commit, Commit")]
    public void AC5_should_hold_in_three_phase_commit_at_each_point(Type received, string expected)
    {
        var scene = new Scene(CommitProtocol.ThreePhase);
        scene.CrashAt("n1", (does, _, what) => does == "received" && what.GetType() == received);

        scene.Begin().Pass(30);
        Assert.Equal(expected, scene.Stands);

        scene.Restart("n1").Pass(5);
        Assert.Equal(expected.Split(',')[0], scene.Answer.ToString());
    }

    [Fact(DisplayName = "3PC participants that have all crashed in doubt should decide when all are back")]
    public void All_who_crashed_in_doubt_should_decide_when_all_are_back()
    {
        var scene = new Scene(CommitProtocol.ThreePhase);
        scene.At((does, _, what) => does == "received" && what is PreCommitAcknowledged, () => scene.Bank.Stage.Schedule.After(0, () =>
        {
            foreach (var node in scene.Bank.Stage.Nodes)
                node.Crash();
        }));

        scene.Begin().Pass(1);
        scene.Restart("p1").Restart("p2").Restart("n1").Pass(30);
        Assert.Equal("in doubt, in doubt, down", scene.Stands);

        scene.Restart("p3").Pass(5);
        Assert.Equal("Commit, Commit, Commit", scene.Stands);
    }

    [Fact(DisplayName = "3PC AC1 should fail when the network is divided between those who know that all have voted yes and those who do not")]
    public void AC1_should_fail_in_three_phase_commit_when_the_network_is_divided()
    {
        var scene = Divided();

        var violation = Assert.Throws<ViolationException>(() => scene.Begin().Pass(60));

        Assert.Equal("AC1", violation.Id);
    }

    [Fact(DisplayName = "3PC participants that have decided differently should keep what they did when the network is whole again")]
    public void Participants_that_have_decided_differently_should_keep_what_they_did()
    {
        var scene = Divided("AC1", "P8");

        scene.Begin().Pass(60);

        Assert.Equal("Commit, Abort, Abort", scene.Stands);
    }

    [Fact(DisplayName = "Paxos Commit AC5 should hold in the crash that blocks 2PC")]
    public void AC5_should_hold_in_Paxos_Commit()
    {
        var scene = new Scene(CommitProtocol.PaxosCommit);
        scene.CrashAt("n1", (does, role, what) => does == "received" && role.Address.Role == Role.Coordinator && what is Core.AtomicCommit.PaxosCommit.Collected);

        scene.Begin().Pass(10);

        Assert.Equal("Commit, Commit, Commit", scene.Stands);
    }

    [Theory(DisplayName = "Paxos Commit should commit with F acceptors down, and not with one more: ")]
    [InlineData(1, 1, "Commit, Commit, Commit")]
    [InlineData(2, 2, "Commit, Commit, Commit")]
    [InlineData(1, 2, "in doubt, in doubt, in doubt")]
    public void Paxos_Commit_should_commit_with_F_acceptors_down(int failures, int down, string expected)
    {
        var scene = new Scene(CommitProtocol.PaxosCommit, plan => plan with { Nodes = 2 * failures + 1, Failures = failures });
        for (var i = 0; i < down; i++)
            scene.Crash($"n{i + 2}");

        scene.Begin().Pass(20);

        Assert.Equal(expected, scene.Stands);
    }

    [Theory(DisplayName = "AC3 without faults all that everybody agrees to should be committed, and what one refuses aborted: ")]
    [InlineData(CommitProtocol.TwoPhase)]
    [InlineData(CommitProtocol.ThreePhase)]
    [InlineData(CommitProtocol.PaxosCommit)]
    public void Without_faults_all_should_be_committed_but_what_one_refuses(CommitProtocol protocol)
    {
        var agreed = new Scene(protocol).Begin().Pass(1);
        var refused = new Scene(protocol).Begin(refusals: 100).Pass(2);

        Assert.Equal((Decision.Commit, "Commit, Commit, Commit"), (agreed.Answer!.Value, agreed.Stands));
        Assert.Equal((Decision.Abort, "Abort, Abort, Abort"), (refused.Answer!.Value, refused.Stands));
    }

    /// <summary>The coordinator crashes when it has stored a commit, and has told nobody.</summary>
    private static Scene WithACrashInDoubt(CommitProtocol protocol) =>
        new Scene(protocol).CrashAt("n1", (does, _, what) => does == "stored" && what is CommitDecided);

    /// <summary>p2 and p3 are cut off for a time when the coordinator tells the first participant that all have voted yes.</summary>
    private static Scene Divided(params string[] ignored)
    {
        var scene = new Scene(CommitProtocol.ThreePhase, change: null, ignored);
        return scene.At((does, _, what) => does == "sent" && what is PreCommit, () => scene.Divide(["n1", "p1"], ["p2", "p3"], 30));
    }
}
