using Akka.Consensus.Core.AtomicCommit;
using Xunit;

namespace Akka.Consensus.Core.Tests.AtomicCommit;

/// <summary>
/// What becomes of two-phase commit when the coordinator fails, a participant fails, both do, or neither, at each point where it makes a difference. Three
/// participants; the one that fails is p1. Those that fail come back after 10 s; the client fails with the coordinator, and does not come back to ask again.
/// </summary>
public sealed class TwoPhaseFailuresSpec
{
    private static readonly Dictionary<string, Scene.Moment> Coordinator = new(StringComparer.Ordinal)
    {
        ["asks"] = (does, role, what) => does == "received" && what is Run,
        ["has all votes"] = (does, _, what) => does == "received" && what is Voted,
        ["tells a commit"] = (does, _, what) => does == "stored" && what is CommitDecided,
        ["is acknowledged"] = (does, _, what) => does == "received" && what is Acknowledged,
    };

    private static readonly Dictionary<string, Scene.Moment> Participant = new(StringComparer.Ordinal)
    {
        ["votes"] = (does, role, what) => does == "received" && role.Address.Name == "p1" && what is Prepare,
        ["tells its vote"] = (does, role, what) => does == "stored" && role.Address.Name == "p1" && what is Prepared,
        ["hears the decision"] = (does, role, what) => does == "received" && role.Address.Name == "p1" && what is Decide,
        ["acknowledges"] = (does, role, what) => does == "stored" && role.Address.Name == "p1" && what is BranchDecided,
    };

    [Theory(DisplayName = "Two-phase commit with failures should end like this: ")]

    // Neither fails.
    [InlineData("never", "never", "Commit, Commit, Commit", "Commit, Commit, Commit")]

    // The coordinator fails. Before it has decided, participants that voted yes are blocked; it comes back, remembers nothing, and that is an abort.
    [InlineData("before it asks", "never", "not asked, not asked, not asked", "not asked, not asked, not asked")]
    [InlineData("before it has all votes", "never", "in doubt, in doubt, in doubt", "Abort, Abort, Abort")]
    [InlineData("before it tells a commit", "never", "in doubt, in doubt, in doubt", "Commit, Commit, Commit")]
    [InlineData("before it is acknowledged", "never", "Commit, Commit, Commit", "Commit, Commit, Commit")]

    // A participant fails. Without its vote the others are not committed; with it they are, and it hears so when it is back.
    [InlineData("never", "before it votes", "down, Abort, Abort", "not asked, Abort, Abort")]
    [InlineData("never", "before it tells its vote", "down, Abort, Abort", "Abort, Abort, Abort")]
    [InlineData("never", "before it hears the decision", "down, Commit, Commit", "Commit, Commit, Commit")]
    [InlineData("never", "before it acknowledges", "down, Commit, Commit", "Commit, Commit, Commit")]

    // Both fail.
    [InlineData("before it has all votes", "before it votes", "down, in doubt, in doubt", "Abort, Abort, Abort")]
    [InlineData("before it has all votes", "before it tells its vote", "down, in doubt, in doubt", "Abort, Abort, Abort")]
    [InlineData("before it tells a commit", "before it hears the decision", "in doubt, in doubt, in doubt", "Commit, Commit, Commit")]
    [InlineData("before it is acknowledged", "before it hears the decision", "down, Commit, Commit", "Commit, Commit, Commit")]
    [InlineData("before it is acknowledged", "before it acknowledges", "down, Commit, Commit", "Commit, Commit, Commit")]
    public void Two_phase_commit_with_failures_should_end_like_this(string coordinator, string participant, string meanwhile, string finally_)
    {
        var scene = new Scene(CommitProtocol.TwoPhase);
        if (coordinator != "never")
            scene.CrashAt("n1", Coordinator[coordinator["before it ".Length..]]).At(Coordinator[coordinator["before it ".Length..]], () => scene.Crash("c1"));
        if (participant != "never")
            scene.CrashAt("p1", Participant[participant["before it ".Length..]]);

        scene.Begin().Pass(10);
        var stands = scene.Stands;
        scene.Restart("n1").Restart("p1").Pass(10).Restart("p1").Pass(10);

        Assert.Equal((meanwhile, finally_), (stands, scene.Stands));
    }

    [Fact(DisplayName = "A participant in doubt should abort when a fellow has not voted, though the coordinator is away")]
    public void A_participant_in_doubt_should_abort_when_a_fellow_has_not_voted()
    {
        var scene = new Scene(CommitProtocol.TwoPhase);
        scene.CrashAt("n1", (does, _, what) => does == "received" && what is Voted);
        scene.At((does, _, what) => does == "received" && what is Run, () => scene.Divide(["n1"], ["p3"], 1));

        scene.Begin().Pass(10);

        Assert.Equal("Abort, Abort, Abort", scene.Stands);
    }

    [Fact(DisplayName = "A client that asks again after a crash should not begin once more what was aborted")]
    public void A_client_that_asks_again_should_not_begin_once_more_what_was_aborted()
    {
        var scene = new Scene(CommitProtocol.TwoPhase);
        scene.CrashAt("n1", (does, _, what) => does == "stored" && what is AbortDecided);
        scene.At((does, _, what) => does == "received" && what is Run, () => scene.Divide(["n1"], ["p3"], 4));

        scene.Begin().Pass(6);
        scene.Restart("n1").Pass(10);

        Assert.Equal(Decision.Abort, scene.Answer);
        Assert.DoesNotContain(scene.Durable, d => d.Change is CommitDecided);
    }
}
