using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;
using Akka.Persistence;
using Xunit;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>Participants that write snapshots, every ten events.</summary>
public sealed class ParticipantSnapshotsSpec(TransactionNode node) : IClassFixture<TransactionNode>
{
    private static int _last;

    private readonly string _name = $"snapshots-{Interlocked.Increment(ref _last)}";

    private string Id => $"bank-{_name}";

    [Fact(DisplayName = "An account with many changes should recover from its newest snapshot and the events since, and keep little else")]
    public async Task An_account_should_recover_from_its_newest_snapshot()
    {
        var bank = Start();

        // All at once: the state is ahead of the journal when a snapshot is taken.
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => bank.Ask<string>(new PayIn("ada", 1), TransactionNode.Patience)));
        for (var i = 0; i < 40; i++)
            await bank.Ask<string>(new PayIn("bob", 1), TransactionNode.Patience);
        await TransactionNode.WaitUntilAsync(() => CountSnapshots() is 1 or 2 && node.CountEvents(Id) <= 50);

        await AssertBalancesAsync(await RestartAsync(bank), ("ada", 500), ("bob", 40));
    }

    [Fact(DisplayName = "A participant should recover many transactions at once from a snapshot taken in their midst")]
    public async Task A_participant_should_recover_many_transactions()
    {
        var bank = Start();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => node.CommitAsync((bank, new Move($"account {i % 20}", 1)))));
        var done = outcomes.Count(o => o is Committed);
        await TransactionNode.WaitUntilAsync(() => CountSnapshots() > 0);
        await WaitForTotalAsync(bank, done);

        await WaitForTotalAsync(await RestartAsync(bank), done);
    }

    [Theory(DisplayName = "A branch in doubt should outlive a snapshot and the event it began with, hold its key, and be decided")]
    [InlineData(CommitProtocol.TwoPhase, Vote.Yes)]
    [InlineData(CommitProtocol.TwoPhase, Vote.No)]
    [InlineData(CommitProtocol.PaxosCommit, Vote.Yes)]
    [InlineData(CommitProtocol.PaxosCommit, Vote.No)]
    public async Task A_branch_in_doubt_should_outlive_a_snapshot(CommitProtocol protocol, Vote other)
    {
        var bank = Start();
        var gate = node.System.ActorOf(Props.Create(() => new Gate(_name)), $"gate-{_name}");
        var committing = node.Begin(new() { Protocol = protocol }, (bank, new Move("ada", 7)), (gate, new Move("", 0))).CommitAsync(TransactionNode.Patience);
        await TransactionNode.WaitUntilAsync(() => node.CountEvents(Id) == 1);
        for (var i = 0; i < 40; i++)
            await bank.Ask<string>(new PayIn("bob", 1), TransactionNode.Patience);
        await TransactionNode.WaitUntilAsync(() => FirstEvent() > 1);

        bank = await RestartAsync(bank);
        Assert.Contains("is held by transaction", await bank.Ask<string>(new PayIn("ada", 1), TransactionNode.Patience), StringComparison.Ordinal);
        gate.Tell(other);

        Assert.Equal<TransactionOutcome>(other == Vote.Yes ? new Committed() : new Aborted("the gate was closed"), await committing);
        await WaitForTotalAsync(bank, other == Vote.Yes ? 47 : 40);
        await AssertBalancesAsync(await RestartAsync(bank), ("ada", other == Vote.Yes ? 7 : 0), ("bob", 40));
    }

    [Fact(DisplayName = "The snapshot before the newest should stay, with the events since, and be enough to recover from")]
    public async Task The_snapshot_before_the_newest_should_be_enough()
    {
        var bank = Start();
        for (var i = 0; i < 45; i++)
            await bank.Ask<string>(new PayIn("ada", 1), TransactionNode.Patience);
        await TransactionNode.WaitUntilAsync(() => CountSnapshots() == 2 && FirstEvent() > 1);
        await node.CrashAsync(bank);

        node.Execute($"DELETE FROM snapshot WHERE persistence_id = '{Id}' AND sequence_number = (SELECT max(sequence_number) FROM snapshot WHERE persistence_id = '{Id}')");

        await AssertBalancesAsync(Start(), ("ada", 45));
    }

    [Fact(DisplayName = "A state that its serializer writes and cannot read should not be taken for a snapshot: all events should stay")]
    public async Task A_state_that_cannot_be_read_back_should_be_no_snapshot()
    {
        var sum = node.System.ActorOf(Props.Create(() => new Unreadable(Id)), Id);
        for (var i = 0; i < 30; i++)
            await sum.Ask<string>(new PayIn("", 1), TransactionNode.Patience);
        await node.CrashAsync(sum);

        sum = node.System.ActorOf(Props.Create(() => new Unreadable(Id)), Id);

        Assert.Equal(30L, await sum.Ask<long>(new GetBalance(""), TransactionNode.Patience));
        Assert.Equal((0, 30), (CountSnapshots(), node.CountEvents(Id)));
    }

    [Fact(DisplayName = "Snapshots should be taken one at a time, and nothing be deleted before there is a second one")]
    public void Snapshots_should_be_taken_one_at_a_time()
    {
        var (events, snapshots) = (new List<long>(), new List<long>());
        var plan = new ParticipantSnapshots(2, events.Add, s => snapshots.Add(s.MaxSequenceNr));
        plan.Start();

        Assert.False(Take(1));
        Assert.True(Take(1));
        Assert.False(Take(5));
        plan.Saved(new SnapshotMetadata("a", 2, DateTime.MinValue));
        Assert.Empty(events);
        Assert.True(Take(0));
        plan.Failed();
        Assert.True(Take(2));
        plan.Saved(new SnapshotMetadata("a", 9, DateTime.MinValue));

        Assert.Equal([2L], events);
        Assert.Equal([1L], snapshots);

        bool Take(int stored)
        {
            for (var i = 0; i < stored; i++)
                plan.Stored();
            return plan.TryBegin();
        }
    }

    [Fact(DisplayName = "Without a snapshot store that somebody has chosen there should be no snapshots")]
    public void Without_a_chosen_store_there_should_be_no_snapshots()
    {
        var plan = new ParticipantSnapshots(null, _ => Assert.Fail("deleted"), _ => Assert.Fail("deleted"));
        plan.Start();
        for (var i = 0; i < 10_000; i++)
            plan.Stored();

        Assert.False(plan.TryBegin());
    }

    private IActorRef Start() => node.System.ActorOf(Props.Create(() => new Bank(_name)), Id);

    private async Task<IActorRef> RestartAsync(IActorRef bank)
    {
        await node.CrashAsync(bank);
        return Start();
    }

    private long CountSnapshots() => (long)node.Execute($"SELECT count(*) FROM snapshot WHERE persistence_id = '{Id}'")!;

    private long FirstEvent() => (long)node.Execute($"SELECT min(sequence_number) FROM journal WHERE persistence_id = '{Id}' AND deleted = 0")!;

    private static async Task AssertBalancesAsync(IActorRef bank, params (string Account, long Balance)[] expected)
    {
        foreach (var (account, balance) in expected)
            Assert.Equal(balance, await bank.Ask<long>(new GetBalance(account), TransactionNode.Patience));
    }

    /// <summary>Whoever commits hears of it before all participants do.</summary>
    private static async Task WaitForTotalAsync(IActorRef bank, long expected)
    {
        string[] accounts = ["ada", "bob", .. Enumerable.Range(0, 20).Select(i => $"account {i}")];
        using var patience = new CancellationTokenSource(TransactionNode.Patience);
        long total;
        while ((total = await TotalAsync()) != expected && !patience.IsCancellationRequested)
            await Task.Delay(20, CancellationToken.None);
        Assert.Equal(expected, total);

        async Task<long> TotalAsync() => (await Task.WhenAll(accounts.Select(a => bank.Ask<long>(new GetBalance(a), TransactionNode.Patience)))).Sum();
    }
}
