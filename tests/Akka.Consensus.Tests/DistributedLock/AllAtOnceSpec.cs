using Akka.Consensus.DistributedLock;
using Medallion.Threading;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>Several at once: what DistributedLock acquires one after the other, and this provider in one entry of the log.</summary>
public sealed class AllAtOnceSpec(TestCluster cluster) : ProviderSpec(cluster)
{
    [Fact(DisplayName = "All should be had or none, each with a token, until the handle is disposed of")]
    public async Task All_should_be_had_or_none()
    {
        await using (await Second.CreateLock("all/b").AcquireAsync())
        {
            Assert.Null(await First.TryAcquireAllLocksAsync(["all/a", "all/b"]));
            await using var free = await Second.CreateLock("all/a").TryAcquireAsync();
            Assert.NotNull(free);
        }

        await using (var held = await First.AcquireAllLocksAsync(["all/a", "all/b"]))
        {
            Assert.Equal(["all/a", "all/b"], held.GetLockHandle().Tokens.Keys.Order());
            Assert.Null(await Second.CreateLock("all/a").TryAcquireAsync());
            Assert.Null(await Second.CreateLock("all/b").TryAcquireAsync());
        }

        await using var again = await Second.TryAcquireAllLocksAsync(["all/b", "all/a"]);
        Assert.NotNull(again);
    }

    [Fact(DisplayName = "Those who name the same locks in opposite orders should not wait for each other for ever")]
    public async Task Opposite_orders_should_not_be_a_deadlock()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            string[] names = worker % 2 == 0 ? ["order/a", "order/b"] : ["order/b", "order/a"];
            for (var turn = 0; turn < 10; turn++)
            {
                await using var held = await (worker < 2 ? First : Second).AcquireAllLocksAsync(names, Patience);
                await Task.Yield();
            }
        }));
    }

    [Fact(DisplayName = "Several should be read or written at once")]
    public async Task Several_should_be_read_or_written_at_once()
    {
        await using (var reading = await First.AcquireAllReadLocksAsync(["rw/a", "rw/b", "rw/a"]))
        {
            Assert.Equal(2, reading.GetLockHandle().Tokens.Count);
            await using var others = await Ways.OnThread(() => Second.TryAcquireAllReadLocks(["rw/b", "rw/a"]));
            Assert.NotNull(others);
            Assert.Null(await Second.TryAcquireAllWriteLocksAsync(["rw/a", "rw/c"]));
        }

        await using var writing = await Ways.OnThread(() => Second.AcquireAllWriteLocks(["rw/a", "rw/b"]));
        Assert.Null(await First.TryAcquireAllReadLocksAsync(["rw/c", "rw/b"]));
        Assert.Null(await Ways.OnThread(() => First.TryAcquireAllWriteLocks(["rw/c", "rw/b"])));
        await Assert.ThrowsAsync<TimeoutException>(() => Ways.OnThread(() => First.AcquireAllReadLocks(["rw/b"], TimeSpan.Zero)));
        await Assert.ThrowsAsync<TimeoutException>(() => First.AcquireAllWriteLocksAsync(["rw/b"], TimeSpan.Zero).AsTask());
    }

    [Fact(DisplayName = "One permit of each of several semaphores should be had at once, and two of one that is named twice")]
    public async Task Permits_of_several_semaphores_should_be_had_at_once()
    {
        await using var held = await First.AcquireAllSemaphoresAsync(["s/a", "s/b", "s/a"], 2);

        Assert.Null(await Second.TryAcquireAllSemaphoresAsync(["s/a", "s/b"], 2));
        Assert.Null(await Ways.OnThread(() => Second.TryAcquireAllSemaphores(["s/a"], 2)));
        await Assert.ThrowsAsync<TimeoutException>(() => Ways.OnThread(() => Second.AcquireAllSemaphores(["s/a"], 2, TimeSpan.Zero)));
        await using var b = await Second.CreateSemaphore("s/b", 2).TryAcquireAsync();
        Assert.NotNull(b);
        Assert.Null(await Second.CreateSemaphore("s/b", 2).TryAcquireAsync());
    }

    [Fact(DisplayName = "DistributedLock's own methods should do what they say: acquire one after the other, and give all back")]
    public async Task DistributedLocks_own_methods_should_do_what_they_say()
    {
        IDistributedLockProvider provider = First;
        await using (await provider.AcquireAllLocksAsync(["theirs/a", "theirs/b"]))
        {
            Assert.Null(await Second.TryAcquireAllLocksAsync(["theirs/a"]));
            Assert.Null(await Ways.OnThread(() => provider.TryAcquireAllLocks(["theirs/c", "theirs/b"])));
        }

        await using var all = await Second.TryAcquireAllLocksAsync(["theirs/a", "theirs/b", "theirs/c"]);
        Assert.NotNull(all);
    }

    [Fact(DisplayName = "What can never be had at once should be refused by the call itself")]
    public void What_can_never_be_had_should_be_refused()
    {
        Assert.Throws<ArgumentNullException>("names", () => { _ = First.AcquireAllLocksAsync(null!).AsTask(); });
        foreach (var names in new string[][] { [], [null!], ["twice", "twice"], [.. Enumerable.Range(0, 65).Select(i => $"{i}")] })
            Assert.ThrowsAny<ArgumentException>(() => { _ = First.AcquireAllLocksAsync(names).AsTask(); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = First.AcquireAllSemaphoresAsync(["twice", "twice"], 1).AsTask(); });
        Assert.Throws<ArgumentOutOfRangeException>("maxCount", () => { _ = First.AcquireAllSemaphoresAsync(["none"], 0).AsTask(); });
    }
}
