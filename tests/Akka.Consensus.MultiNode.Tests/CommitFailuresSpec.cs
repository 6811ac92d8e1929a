using Akka.Consensus.Core.AtomicCommit;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// What becomes of a transaction when its coordinator, a participant, or both are killed: on real processes, each at a point of the protocol where it makes a
/// difference. The coordinator is node-1; the participants are a bank on node-2 and an actor of this process, which votes when the test lets it.
/// </summary>
public sealed class CommitFailuresSpec(BankCluster cluster) : IClassFixture<BankCluster>
{
    [Fact(DisplayName = "2PC, nobody fails: it should commit")]
    public async Task TwoPhase_nobody_fails()
    {
        var decision = Begin("nobody", CommitProtocol.TwoPhase, () => Task.CompletedTask);

        Assert.Equal(Decision.Commit, await decision);
        await cluster.WaitUntilNothingIsOpenAsync();
        Assert.True(await cluster.IsPostedAsync("nobody"));
    }

    [Fact(DisplayName = "2PC, the coordinator fails after a yes and before it has all: who voted is blocked, says for whom it waits, and aborts when it is back")]
    public async Task TwoPhase_coordinator_fails_before_it_decides()
    {
        var killed = new TaskCompletionSource();
        var decision = Begin("coordinator-early", CommitProtocol.TwoPhase, async () =>
        {
            await cluster.WaitForStateAsync("coordinator-early", "in doubt");
            await cluster.KillAsync("node-1");
            killed.SetResult();
        });

        await killed.Task.WaitAsync(Tool.Patience);

        // Both have voted yes now, and none knows: they ask each other in vain.
        Assert.Equal("coordinator node-1", await cluster.WaitForStateAsync("coordinator-early", "in doubt"));
        Assert.False(decision.IsCompleted);
        cluster.Start("node-1");

        Assert.Equal(Decision.Abort, await decision);
        await SettleAsync();
        Assert.False(await cluster.IsPostedAsync("coordinator-early"));
    }

    [Fact(DisplayName = "2PC, the coordinator fails after it decided to commit: all should commit when it is back")]
    public async Task TwoPhase_coordinator_fails_after_it_decided()
    {
        var killed = new TaskCompletionSource();
        var decision = Begin("coordinator-late", CommitProtocol.TwoPhase, () => Task.CompletedTask,
            () => cluster.KillAsync("node-1").ContinueWith(_ => killed.SetResult(), TaskScheduler.Default));

        Assert.Equal(Decision.Commit, await decision);
        await killed.Task;
        cluster.Start("node-1");
        await SettleAsync();
        Assert.True(await cluster.IsPostedAsync("coordinator-late"));
    }

    [Fact(DisplayName = "2PC, a participant is down when it should vote: it should be aborted in time")]
    public async Task TwoPhase_participant_fails_before_it_votes()
    {
        await cluster.KillAsync("node-2");
        var decision = Begin("participant-early", CommitProtocol.TwoPhase, () => Task.CompletedTask, timeout: TimeSpan.FromSeconds(2));

        Assert.Equal(Decision.Abort, await decision);
        cluster.Start("node-2");
        await SettleAsync();
        Assert.False(await cluster.IsPostedAsync("participant-early"));
    }

    [Fact(DisplayName = "2PC, a participant fails after its yes: the others should commit, and it too when it is back")]
    public async Task TwoPhase_participant_fails_after_it_voted()
    {
        var decision = Begin("participant-late", CommitProtocol.TwoPhase, async () =>
        {
            await cluster.WaitForStateAsync("participant-late", "in doubt");
            await cluster.KillAsync("node-2");
        });

        Assert.Contains(await decision, new[] { Decision.Commit, Decision.Abort });
        cluster.Start("node-2");
        await SettleAsync();
        Assert.Equal(await decision == Decision.Commit, await cluster.IsPostedAsync("participant-late"));
    }

    [Fact(DisplayName = "2PC, coordinator and participant fail: who voted yes is blocked, and should abort when both are back")]
    public async Task TwoPhase_both_fail()
    {
        var killed = new TaskCompletionSource();
        var decision = Begin("both", CommitProtocol.TwoPhase, async () =>
        {
            await cluster.WaitForStateAsync("both", "in doubt");
            await cluster.KillAsync("node-1");
            await cluster.KillAsync("node-2");
            killed.SetResult();
        });

        await killed.Task.WaitAsync(Tool.Patience);
        cluster.Start("node-2");
        Assert.Equal("coordinator node-1", await cluster.WaitForStateAsync("both", "in doubt"));
        Assert.False(decision.IsCompleted);
        cluster.Start("node-1");

        Assert.Equal(Decision.Abort, await decision);
        await SettleAsync();
        Assert.False(await cluster.IsPostedAsync("both"));
    }

    [Fact(DisplayName = "Paxos Commit, the same crash of the coordinator that blocks 2PC: the participants should decide while it is down")]
    public async Task PaxosCommit_is_not_blocked_by_the_coordinator()
    {
        var decision = Begin("paxos-commit", CommitProtocol.PaxosCommit, async () =>
        {
            await cluster.WaitForStateAsync("paxos-commit", "in doubt");
            await cluster.KillAsync("node-1");
        });

        var decided = await decision;
        var posted = decided == Decision.Commit;
        await WaitUntilAsync(async () => await cluster.IsPostedAsync("paxos-commit") == posted);
        cluster.Start("node-1");
        await SettleAsync();
        Assert.Equal(posted, await cluster.IsPostedAsync("paxos-commit"));
    }

    /// <summary>Begins a transaction, and tells what this process's participant is told.</summary>
    private Task<Decision> Begin(string id, CommitProtocol protocol, Func<Task> beforeVote, Action? onDecision = null,
        TimeSpan? timeout = null)
    {
        var decided = new TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously);
        var participant = cluster.Participant(id, beforeVote, decision =>
        {
            onDecision?.Invoke();
            decided.TrySetResult(decision);
        });
        cluster.Order(id, protocol, "node-1", participant, timeout ?? Tool.Patience);
        return decided.Task.WaitAsync(Tool.Patience);
    }

    private async Task SettleAsync()
    {
        await cluster.WaitForAllAsync();
        await cluster.WaitUntilNothingIsOpenAsync();
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }
}
