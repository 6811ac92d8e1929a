using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>All that a lock can be besides exclusive, on three voters with journals.</summary>
public sealed class LockModesSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly LockOptions Shared = new() { Mode = LockMode.Shared };

    private IReplicatedLocks First => ReplicatedLocks.Get(cluster.Node(0));

    private IReplicatedLocks Second => ReplicatedLocks.Get(cluster.Node(1));

    [Fact(DisplayName = "A shared lock should be held by many, and by nobody while one has all of it")]
    public async Task A_shared_lock_should_be_held_by_many()
    {
        await using var one = await First.Get("shared", Shared).AcquireAsync();
        await using (var two = await Second.Get("shared", Shared).AcquireAsync())
        {
            Assert.True(two.Token > one.Token);
            Assert.Null(await Second.Get("shared").TryAcquireAsync());
            var status = Assert.Single(await First.ListAsync("shared"));
            Assert.Equal((LockMode.Shared, 2), (status.Mode, status.Holders));
        }

        await one.ReleaseAsync();
        await using var all = await Second.Get("shared").AcquireAsync();
        Assert.Null(await First.Get("shared", Shared).TryAcquireAsync());
    }

    [Fact(DisplayName = "A writer that waits should not be overtaken by readers")]
    public async Task A_writer_that_waits_should_not_be_starved()
    {
        await using var reader = await First.Get("starved", Shared).AcquireAsync();
        var writing = Second.Get("starved").AcquireAsync();
        await WaitingAsync("starved", 1);
        Assert.Null(await First.Get("starved", Shared).TryAcquireAsync());

        var late = First.Get("starved", Shared).AcquireAsync();
        await WaitingAsync("starved", 2);
        await reader.ReleaseAsync();
        var writer = await writing;
        Assert.False(late.IsCompleted);
        await writer.DisposeAsync();
        await using var last = await late;
    }

    [Fact(DisplayName = "A semaphore should let in as many as it has permits, and refuse another number of permits while it is in use")]
    public async Task A_semaphore_should_let_in_as_many_as_it_has_permits()
    {
        await using var two = await First.GetSemaphore("pool", permits: 3, count: 2).AcquireAsync();
        await using var one = await Second.GetSemaphore("pool", permits: 3).AcquireAsync();

        Assert.Null(await Second.GetSemaphore("pool", permits: 3).TryAcquireAsync());
        var mismatch = await Assert.ThrowsAsync<InvalidOperationException>(() => Second.GetSemaphore("pool", permits: 4).AcquireAsync());
        Assert.Contains("3 permits", mismatch.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Second.Get("pool").AcquireAsync());

        await two.ReleaseAsync();
        await one.ReleaseAsync();
        await using var renewed = await Second.GetSemaphore("pool", permits: 4).AcquireAsync();
    }

    [Fact(DisplayName = "Several locks should be taken all at once or not at all, each with a token of its own")]
    public async Task Several_locks_should_be_taken_at_once()
    {
        var both = First.GetAll([new LockDemand("left"), new LockDemand("right", LockMode.Shared)]);
        await using (var right = await Second.Get("right").AcquireAsync())
        {
            Assert.Null(await both.TryAcquireAsync());
            await using var left = await Second.Get("left").TryAcquireAsync();
            Assert.NotNull(left);
        }

        await using var held = await both.AcquireAsync();
        Assert.Equal(["left", "right"], held.Tokens.Keys.Order());
        Assert.Equal(held.Token, held.Tokens["left"]);
        Assert.NotEqual(held.Tokens["left"], held.Tokens["right"]);
        Assert.Null(await Second.Get("left").TryAcquireAsync());
        Assert.NotNull(await Second.Get("right", Shared).TryAcquireAsync());
    }

    [Fact(DisplayName = "An owner should get again what it has, with the same token, and hold it until each handle is given back")]
    public async Task An_owner_should_get_again_what_it_has()
    {
        var mine = new LockOptions { Owner = new LockOwner() };
        await using var outer = await First.Get("again", mine).AcquireAsync();
        await using (var inner = await First.Get("again", mine).AcquireAsync())
            Assert.Equal(outer.Token, inner.Token);

        Assert.Null(await First.Get("again").TryAcquireAsync());
        Assert.True(await outer.ConfirmAsync());
        await outer.ReleaseAsync();
        Assert.False(await outer.ConfirmAsync());
        await using var other = await First.Get("again").TryAcquireAsync();
        Assert.NotNull(other);
    }

    [Fact(DisplayName = "An owner should have a lock sixty-four times and no more")]
    public async Task An_owner_should_have_a_lock_only_so_often()
    {
        var mine = First.Get("often", new LockOptions { Owner = new LockOwner() });
        var handles = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => mine.AcquireAsync()));

        await Assert.ThrowsAsync<ConsensusOverloadedException>(() => mine.AcquireAsync());

        await Task.WhenAll(handles.Select(h => h.ReleaseAsync()));
        await using var other = await Second.Get("often").TryAcquireAsync();
        Assert.NotNull(other);
    }

    [Fact(DisplayName = "A part of a lock should become all of it when the others have left, before all who wait")]
    public async Task A_part_of_a_lock_should_become_all_of_it()
    {
        var upgradeable = new LockOptions { Mode = LockMode.Upgradeable };
        await using var reader = await First.Get("upgraded", Shared).AcquireAsync();
        await using var part = await Second.Get("upgraded", upgradeable).AcquireAsync();
        Assert.Null(await First.Get("upgraded", upgradeable).TryAcquireAsync());
        var writing = First.Get("upgraded").AcquireAsync();
        await WaitingAsync("upgraded", 1);
        Assert.Null(await part.TryUpgradeAsync(TimeSpan.Zero));

        var upgrading = part.TryUpgradeAsync();
        await WaitingAsync("upgraded", 2);
        await reader.ReleaseAsync();
        var all = await upgrading;

        Assert.NotNull(all);
        Assert.True(all.Token > part.Token);
        Assert.False(writing.IsCompleted);
        await all.DisposeAsync();
        await part.DisposeAsync();
        await using var writer = await writing;
    }

    [Fact(DisplayName = "Two who share a lock and both want all of it should not wait for each other: the second is refused, and the message says why")]
    public async Task Two_upgrades_should_be_a_deadlock()
    {
        await using var one = await First.Get("both", Shared).AcquireAsync();
        await using var two = await Second.Get("both", Shared).AcquireAsync();
        var upgrading = one.TryUpgradeAsync();
        await WaitingAsync("both", 1);

        var deadlock = await Assert.ThrowsAsync<DeadlockException>(() => two.TryUpgradeAsync());

        Assert.Contains($"owner {one.Owner.Id} of", deadlock.Cycle, StringComparison.Ordinal);
        Assert.Contains($"owner {two.Owner.Id} of", deadlock.Cycle, StringComparison.Ordinal);
        await two.ReleaseAsync();
        await using var all = await upgrading;
        Assert.NotNull(all);
    }

    [Fact(DisplayName = "The acquire that closes a circle of owners should be refused with the circle spelled out, and change nothing")]
    public async Task The_acquire_that_closes_a_circle_should_be_refused()
    {
        var (here, there) = (new LockOptions { Owner = new LockOwner() }, new LockOptions { Owner = new LockOwner() });
        await using var a = await First.Get("circle/a", here).AcquireAsync();
        await using var b = await Second.Get("circle/b", there).AcquireAsync();
        var waiting = First.Get("circle/b", here).AcquireAsync();
        await WaitingAsync("circle/b", 1);

        var deadlock = await Assert.ThrowsAsync<DeadlockException>(() => Second.Get("circle/a", there).AcquireAsync());

        Assert.Contains("circle/a", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("circle/b", deadlock.Message, StringComparison.Ordinal);
        Assert.Equal((LockState.Held, LockState.Held), (a.State, b.State));
        await b.ReleaseAsync();
        await using var got = await waiting;
    }

    [Fact(DisplayName = "A lock should be lost when it has been held for as long as it may be, and be given to the next")]
    public async Task A_lock_should_be_lost_after_its_maximum_hold()
    {
        await using var held = await First.Get("brief", new LockOptions { MaxHold = TimeSpan.FromMilliseconds(300) }).AcquireAsync();

        await using var next = await Second.Get("brief").AcquireAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(LockState.Lost, held.State);
        Assert.Equal(new Loss(LossReason.HeldTooLong, null), held.Loss);
        Assert.True(next.Token > held.Token);
    }

    [Fact(DisplayName = "A lock that an operator takes away should be lost, with his name, and go to the next in line")]
    public async Task A_lock_that_is_taken_away_should_be_lost()
    {
        await using var held = await First.Get("taken").AcquireAsync();
        var waiting = Second.Get("taken").AcquireAsync();
        await WaitingAsync("taken", 1);
        Assert.False(await Second.ForceReleaseAsync("taken", new FencingToken(held.Token.Value + 1), "too early"));
        var states = held.StatesAsync().GetAsyncEnumerator();
        Assert.True(await states.MoveNextAsync());
        Assert.Equal(LockState.Held, states.Current);

        Assert.True(await Second.ForceReleaseAsync("taken", held.Token, "ops"));

        await using var next = await waiting;
        Assert.True(await states.MoveNextAsync());
        Assert.Equal(LockState.Lost, states.Current);
        Assert.False(await states.MoveNextAsync());
        Assert.Equal(new Loss(LossReason.Revoked, "ops"), held.Loss);
        Assert.False(await held.ConfirmAsync());
        Assert.Contains((await First.ListEventsAsync(name: "taken")).Events, e => e is { Kind: LockEventKind.Revoked, Text: "ops" });
    }

    [Fact(DisplayName = "An owner that has lost a lock should get none any more: what it did under that lock may not be what it believes")]
    public async Task An_owner_that_has_lost_a_lock_should_get_none()
    {
        var mine = new LockOptions { Owner = new LockOwner() };
        await using var outer = await First.Get("re-entered", mine).AcquireAsync();
        Assert.True(await Second.ForceReleaseAsync("re-entered", outer.Token, "ops"));
        await foreach (var state in outer.StatesAsync())
            Assert.NotEqual(LockState.Released, state);

        await Assert.ThrowsAsync<LockLostException>(() => First.Get("re-entered", mine).AcquireAsync());

        await using var other = await First.Get("re-entered").TryAcquireAsync();
        Assert.NotNull(other);
    }

    [Fact(DisplayName = "A message should go to the next holder with the lock")]
    public async Task A_message_should_go_to_the_next_holder()
    {
        var held = await First.Get("told", new LockOptions { Value = "one" }).AcquireAsync();
        var waiting = Second.Get("told").AcquireAsync();
        await WaitingAsync("told", 1);
        var details = await Second.DescribeAsync("told");
        Assert.Equal(("one", held.Token), (details.Holders.Single().Value, details.Holders.Single().Token));
        Assert.Equal(1, details.Waiting);

        await held.ReleaseAsync("up to 17");

        await using var next = await waiting;
        Assert.Equal("up to 17", next.Message);
    }

    [Fact(DisplayName = "What became of a request should be told while its session is open and after it has ended")]
    public async Task What_became_of_a_request_should_be_told()
    {
        var process = cluster.Client();
        var held = await process.Get("resolved").AcquireAsync();
        var holding = await First.ResolveAsync(held.Request);
        Assert.Equal((RequestState.Held, held.Token, true), (holding.State, holding.Token, holding.IsSessionOpen));

        await process.CloseAsync();

        var gone = await First.ResolveAsync(held.Request);
        Assert.Equal((RequestState.Gone, null, false), (gone.State, gone.Token, gone.IsSessionOpen));
        Assert.Equal((held.Token, true), (gone.WasGranted, gone.IsRemembered));
    }

    private async Task WaitingAsync(string name, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await First.DescribeAsync(name, cancellationToken: patience.Token)).Waiting != count)
            await Task.Delay(10, patience.Token);
    }
}
