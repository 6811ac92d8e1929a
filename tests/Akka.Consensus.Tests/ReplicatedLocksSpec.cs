using Akka.Consensus.Client;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>The API, on three voters with journals on disk.</summary>
public sealed class ReplicatedLocksSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact(DisplayName = "A lock should have one owner at a time, and each a higher token")]
    public async Task A_lock_should_have_one_owner_at_a_time()
    {
        var clients = new[] { cluster.Client(), cluster.Client(), ReplicatedLocks.Get(cluster.Node(0)) };
        var inside = 0;
        var tokens = new List<long>();

        async Task Work(IReplicatedLocks locks)
        {
            for (var i = 0; i < 20; i++)
            {
                await using var held = await locks.Get("one-owner").AcquireAsync(Patience);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                tokens.Add(held.Token.Value);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        }

        await Task.WhenAll(clients.SelectMany(c => new[] { Work(c), Work(c) }));

        Assert.Equal(120, tokens.Count);
        Assert.Equal(tokens.Order().Distinct(), tokens);
    }

    [Fact(DisplayName = "Trying a lock that is held should give null at once, and not disturb the holder")]
    public async Task Trying_a_lock_that_is_held_should_give_null()
    {
        var locks = cluster.Client();
        await using var held = await locks.Get("tried").AcquireAsync(Patience);

        Assert.Null(await locks.Get("tried").TryAcquireAsync());
        Assert.Null(await locks.Get("tried").TryAcquireAsync(TimeSpan.FromMilliseconds(200)));
        Assert.Equal(LockState.Held, held.State);
    }

    [Fact(DisplayName = "Waiting too long should be a TimeoutException that is not about the cluster")]
    public async Task Waiting_too_long_should_time_out()
    {
        var locks = cluster.Client();
        await using var held = await locks.Get("timeout").AcquireAsync(Patience);

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => locks.Get("timeout").AcquireAsync(TimeSpan.FromMilliseconds(300)));

        Assert.Contains("timeout", timeout.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A cancelled wait should end at once, and never be granted later")]
    public async Task A_cancelled_wait_should_never_be_granted_later()
    {
        var locks = cluster.Client();
        var held = await locks.Get("cancelled").AcquireAsync(Patience);
        using var cancel = new CancellationTokenSource();
        var waiting = locks.Get("cancelled").AcquireAsync(cancellationToken: cancel.Token);
        await WaitingAsync(locks, "cancelled", 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await WaitingAsync(locks, "cancelled", 0);
        await held.DisposeAsync();
        await using var next = await locks.Get("cancelled").AcquireAsync(Patience);
        Assert.True(next.Token > held.Token);
    }

    [Fact(DisplayName = "Waiters should be served in the order in which they came")]
    public async Task Waiters_should_be_served_in_order()
    {
        var locks = cluster.Client();
        var first = await locks.Get("order").AcquireAsync(Patience);
        var order = new List<int>();
        var waiters = new List<Task>();
        for (var i = 0; i < 5; i++)
        {
            waiters.Add(Wait(i));
            await WaitingAsync(locks, "order", i + 1);
        }

        await first.DisposeAsync();
        await Task.WhenAll(waiters);

        Assert.Equal([0, 1, 2, 3, 4], order);

        async Task Wait(int number)
        {
            await using var held = await locks.Get("order").AcquireAsync(Patience);
            order.Add(number);
        }
    }

    [Fact(DisplayName = "A released handle should say so, and releasing again should do nothing to the next holder")]
    public async Task Releasing_again_should_do_nothing()
    {
        var locks = cluster.Client();
        var first = await locks.Get("again").AcquireAsync(Patience);
        await first.ReleaseAsync();
        Assert.Equal(LockState.Released, first.State);
        await using var second = await cluster.Client().Get("again").AcquireAsync(Patience);

        await first.ReleaseAsync();
        await first.DisposeAsync();

        Assert.Null(await locks.Get("again").TryAcquireAsync());
        Assert.False(first.Lost.IsCancellationRequested);
    }

    [Fact(DisplayName = "Closing should free all that the process holds")]
    public async Task Closing_should_free_everything()
    {
        var leaving = cluster.Client("session-ttl = 60s");
        await leaving.Get("closed/a").AcquireAsync(Patience);
        await leaving.Get("closed/b").AcquireAsync(Patience);

        await leaving.CloseAsync();

        var locks = cluster.Client();
        Assert.NotNull(await locks.Get("closed/a").TryAcquireAsync());
        Assert.NotNull(await locks.Get("closed/b").TryAcquireAsync());
    }

    [Fact(DisplayName = "The list should show holders and waiters, at both levels of consistency")]
    public async Task The_list_should_show_holders_and_waiters()
    {
        var locks = cluster.Client();
        await using var held = await locks.Get("listed").AcquireAsync(Patience);

        var one = Assert.Single(await locks.ListAsync("listed"));
        Assert.Equal((held.Token, 0), (one.Token, one.Waiting));
        Assert.Empty(await locks.ListAsync("not-listed"));
        Assert.All(await locks.ListAsync(consistency: Consistency.Eventual), l => Assert.NotEmpty(l.Holder));
    }

    [Theory(DisplayName = "A name that no lock may have should be refused before anything is asked")]
    [InlineData("")]
    [InlineData(null)]
    public void A_bad_name_should_be_refused(string? name) => Assert.ThrowsAny<ArgumentException>(() => cluster.Client().Get(name!));

    [Fact(DisplayName = "A name of more than 512 bytes should be refused")]
    public void A_long_name_should_be_refused() => Assert.Throws<ArgumentException>(() => cluster.Client().Get(new string('ä', 257)));

    [Fact(DisplayName = "Without a cluster to reach, an acquire should say that, and not that somebody has the lock")]
    public async Task Without_a_cluster_an_acquire_should_say_so()
    {
        var locks = cluster.Client("contact-points = [\"akka.tcp://consensus@127.0.0.1:1\"]");

        await Assert.ThrowsAsync<ConsensusUnavailableException>(() => locks.Get("x").AcquireAsync(TimeSpan.FromMilliseconds(500)));
    }

    [Fact(DisplayName = "A name that is no text should be refused: it would come back from the journal as another")]
    public void A_name_that_is_no_text_should_be_refused() => Assert.Throws<ArgumentException>(() => cluster.Client().Get("a\ud800"));

    [Fact(DisplayName = "A free lock should be acquired even by one who does not want to wait, and a held one refused")]
    public async Task A_free_lock_should_be_acquired_without_waiting()
    {
        var locks = cluster.Client();

        await using var held = await locks.Get("no-wait").AcquireAsync(TimeSpan.Zero);

        await Assert.ThrowsAsync<TimeoutException>(() => locks.Get("no-wait").AcquireAsync(TimeSpan.Zero));
    }

    [Fact(DisplayName = "A wait without end should be one, however it is written")]
    public async Task A_wait_without_end_should_be_one()
    {
        var locks = cluster.Client();
        foreach (var timeout in new[] { TimeSpan.MaxValue, Timeout.InfiniteTimeSpan })
        {
            await using var held = await locks.Get("endless").AcquireAsync(timeout);
            Assert.Equal(LockState.Held, held.State);
        }
    }

    [Fact(DisplayName = "After closing, an acquire should fail rather than wait for ever")]
    public async Task After_closing_an_acquire_should_fail()
    {
        var locks = cluster.Client();
        await using var held = await locks.Get("closing").AcquireAsync(Patience);

        await locks.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => locks.Get("closing").AcquireAsync());
        Assert.Equal(LockState.Lost, held.State);
        Assert.True(held.Lost.IsCancellationRequested);
    }

    private static async Task WaitingAsync(IReplicatedLocks locks, string name, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            if ((await locks.ListAsync(name)).SingleOrDefault()?.Waiting == count)
                return;
        }

        Assert.Fail($"'{name}' never had {count} waiting");
    }
}
