using Akka.Consensus.Client;
using Akka.Consensus.DistributedLock;
using Akka.Consensus.Locks;
using Medallion.Threading;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>What DistributedLock promises of a lock: of each way to have something alone, by the methods that block and by those that do not.</summary>
public sealed class ExclusionSpec(TestCluster cluster) : ProviderSpec(cluster)
{
    public static TheoryData<Way> Each => [.. Enum.GetValues<Way>()];

    public static TheoryData<Way, Call> EachByEach
    {
        get
        {
            var all = new TheoryData<Way, Call>();
            foreach (var way in Enum.GetValues<Way>())
            {
                all.Add(way, Call.Blocking);
                all.Add(way, Call.Async);
            }

            return all;
        }
    }

    [Theory(DisplayName = "It should be had once at a time, in whichever process, and each time with a higher token")]
    [MemberData(nameof(EachByEach))]
    public async Task It_should_be_had_once_at_a_time(Way way, Call call)
    {
        var (here, there) = (First.As(way, $"once/{way}/{call}"), Second.As(way, $"once/{way}/{call}"));
        var held = await here.AcquireAsync(call);

        Assert.Null(await here.TryAcquireAsync(call));
        Assert.Null(await there.TryAcquireAsync(call));
        await using (var other = await First.As(way, $"once/{way}/{call}/other").TryAcquireAsync(call))
            Assert.NotNull(other);

        await held.DisposeAsync(call);
        await using var next = await there.TryAcquireAsync(call);
        Assert.NotNull(next);
        Assert.True(next.GetFencingToken() > held.GetFencingToken());
    }

    [Theory(DisplayName = "Many who want it at a time should each have it alone")]
    [MemberData(nameof(EachByEach))]
    public async Task Many_should_each_have_it_alone(Way way, Call call)
    {
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async worker =>
        {
            var wanted = (worker % 2 == 0 ? First : Second).As(way, $"many/{way}/{call}");
            for (var turn = 0; turn < 3; turn++)
            {
                var held = await wanted.AcquireAsync(call, Patience);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                await held.DisposeAsync(call);
            }
        }));
    }

    [Theory(DisplayName = "Who waits should have it when it is given back, and not before")]
    [MemberData(nameof(EachByEach))]
    public async Task Who_waits_should_have_it_when_it_is_given_back(Way way, Call call)
    {
        var name = $"waited/{way}/{call}";
        var held = await First.As(way, name).AcquireAsync(call);
        var trying = Second.As(way, name).TryAcquireAsync(call, Timeout.InfiniteTimeSpan);
        await WaitingAsync(name, 1);
        var acquiring = Second.As(way, name).AcquireAsync(call);
        await WaitingAsync(name, 2);
        Assert.False(trying.IsCompleted);

        await held.DisposeAsync(call);

        var next = await trying;
        Assert.NotNull(next);
        Assert.False(acquiring.IsCompleted);
        await next.DisposeAsync(call);
        await using var last = await acquiring;
    }

    [Fact(DisplayName = "A wait that was too long should be a TimeoutException of an acquire, and null of a try")]
    public async Task A_wait_that_was_too_long_should_end()
    {
        await Task.WhenAll(EachByEach.Select(async each =>
        {
            var (way, call) = ((Way)each[0], (Call)each[1]);
            await using var held = await First.As(way, $"long/{way}/{call}").AcquireAsync(call);
            var wanted = Second.As(way, $"long/{way}/{call}");
            var trying = wanted.TryAcquireAsync(call, TimeSpan.FromSeconds(1));

            var timeout = await Assert.ThrowsAsync<TimeoutException>(() => wanted.AcquireAsync(call, TimeSpan.FromSeconds(1)));
            Assert.Contains(wanted.Name, timeout.Message, StringComparison.Ordinal);
            Assert.Null(await trying);
            await Assert.ThrowsAsync<TimeoutException>(() => wanted.AcquireAsync(call, TimeSpan.Zero));
        }));
    }

    [Theory(DisplayName = "A timeout that is none should be refused by the call itself, before anything is asked")]
    [MemberData(nameof(Each))]
    public async Task A_timeout_that_is_none_should_be_refused(Way way)
    {
        var wanted = First.As(way, $"refused/{way}");
        foreach (var timeout in new[] { TimeSpan.FromSeconds(-2), TimeSpan.FromMilliseconds(-0.5), TimeSpan.FromMilliseconds(int.MaxValue + 1.0) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => wanted.Acquire(timeout));
            Assert.Throws<ArgumentOutOfRangeException>(() => wanted.TryAcquire(timeout));
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = wanted.AcquireAsync(timeout).AsTask(); });
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = wanted.TryAcquireAsync(timeout).AsTask(); });
        }

        await using var held = await wanted.TryAcquireAsync(TimeSpan.FromMilliseconds(int.MaxValue));
        Assert.NotNull(held);
    }

    [Theory(DisplayName = "A wait that is cancelled should end, and never be granted later")]
    [MemberData(nameof(EachByEach))]
    public async Task A_wait_that_is_cancelled_should_end(Way way, Call call)
    {
        var name = $"cancelled/{way}/{call}";
        var held = await First.As(way, name).AcquireAsync(call);
        using var cancel = new CancellationTokenSource();
        var waiting = Second.As(way, name).AcquireAsync(call, cancellationToken: cancel.Token);
        await WaitingAsync(name, 1);
        var trying = Second.As(way, name).TryAcquireAsync(call, Patience, cancel.Token);
        await WaitingAsync(name, 2);

        await cancel.CancelAsync();

        Assert.Equal(cancel.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trying);
        await WaitingAsync(name, 0);
        await held.DisposeAsync(call);
        await using var next = await Second.As(way, name).TryAcquireAsync(call);
        Assert.NotNull(next);
    }

    [Theory(DisplayName = "What was cancelled before should not be asked for: the call that blocks throws, the other's task is cancelled")]
    [MemberData(nameof(Each))]
    public async Task What_was_cancelled_before_should_not_be_asked_for(Way way)
    {
        var wanted = First.As(way, $"cancelled-before/{way}");
        var cancelled = new CancellationToken(canceled: true);

        Assert.ThrowsAny<OperationCanceledException>(() => wanted.Acquire(cancellationToken: cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => wanted.TryAcquire(cancellationToken: cancelled));
        Assert.True(wanted.AcquireAsync(cancellationToken: cancelled).AsTask().IsCanceled);
        Assert.True(wanted.TryAcquireAsync(cancellationToken: cancelled).AsTask().IsCanceled);

        await using var held = await wanted.TryAcquireAsync();
        Assert.NotNull(held);
    }

    [Theory(DisplayName = "To dispose of a handle again should do nothing to the next holder; its token is not cancelled, and not to be had any more")]
    [MemberData(nameof(EachByEach))]
    public async Task To_dispose_again_should_do_nothing(Way way, Call call)
    {
        var wanted = First.As(way, $"disposed/{way}/{call}");
        var held = await wanted.AcquireAsync(call);
        var lost = held.HandleLostToken;
        await held.DisposeAsync(call);
        await using var next = await Second.As(way, $"disposed/{way}/{call}").AcquireAsync(call);

        await held.DisposeAsync(Call.Async);
        await held.DisposeAsync(Call.Blocking);

        Assert.Null(await wanted.TryAcquireAsync());
        Assert.False(lost.IsCancellationRequested);
        Assert.Throws<ObjectDisposedException>(() => held.HandleLostToken);
    }

    [Theory(DisplayName = "A handle should say that it is lost, to those who asked before and to those who ask after, and be disposed of without an error")]
    [MemberData(nameof(EachByEach))]
    public async Task A_handle_should_say_that_it_is_lost(Way way, Call call)
    {
        var name = $"lost/{way}/{call}";
        var held = await First.As(way, name).AcquireAsync(call);
        Assert.True(held.HandleLostToken.CanBeCanceled);
        Assert.False(held.HandleLostToken.IsCancellationRequested);
        var told = new TaskCompletionSource();
        await using var registration = held.HandleLostToken.Register(told.SetResult);

        Assert.True(await Locks.ForceReleaseAsync(name, held.GetFencingToken(), "spec"));

        await told.Task.WaitAsync(Patience);
        Assert.True(held.HandleLostToken.IsCancellationRequested);
        await held.DisposeAsync(call);
        await using var next = await Second.As(way, name).AcquireAsync(call, Patience);
        Assert.True(next.GetFencingToken() > held.GetFencingToken());
    }

    [Theory(DisplayName = "What was acquired and then forgotten should be given back when the handle is collected")]
    [MemberData(nameof(Each))]
    public async Task What_was_forgotten_should_be_given_back(Way way)
    {
        var name = $"forgotten/{way}";
        Forget(() => First.As(way, name).Acquire());

        var waiting = Second.As(way, name).AcquireAsync(Patience).AsTask();
        while (!waiting.IsCompleted)
            await CollectAsync();

        await using var next = await waiting;
    }

    [Fact(DisplayName = "What was acquired and then forgotten should be kept for those who have what stands behind the handle")]
    public async Task What_was_forgotten_should_be_kept_for_those_who_have_what_stands_behind()
    {
        LockHandle? behind = null;
        var handle = Forget(() =>
        {
            var held = First.CreateLock("kept").Acquire();
            behind = held.GetLockHandle();
            return held;
        });

        while (handle.IsAlive)
            await CollectAsync();
        GC.WaitForPendingFinalizers();

        Assert.Equal(LockState.Held, behind!.State);
        await behind.DisposeAsync();
    }

    [Fact(DisplayName = "A cluster that cannot be reached should be an error, and not somebody else who has it")]
    public async Task A_cluster_that_cannot_be_reached_should_be_an_error()
    {
        var nobody = new ConsensusDistributedSynchronizationProvider(Cluster.Client("contact-points = [\"akka.tcp://consensus@127.0.0.1:1\"]"));
        var soon = TimeSpan.FromMilliseconds(50);
        foreach (var way in Enum.GetValues<Way>())
        {
            await Assert.ThrowsAsync<ConsensusUnavailableException>(() => nobody.As(way, "x").AcquireAsync(Call.Async, soon));
            await Assert.ThrowsAsync<ConsensusUnavailableException>(() => nobody.As(way, "x").TryAcquireAsync(Call.Async, soon));
        }
    }

    /// <summary>On another thread, on whose stack nothing of it is left.</summary>
    private static WeakReference Forget(Func<IDistributedSynchronizationHandle> acquire)
    {
        WeakReference? handle = null;
        var forgetful = new Thread(() => handle = new WeakReference(acquire()));
        forgetful.Start();
        forgetful.Join();
        return handle!;
    }

    private static Task CollectAsync()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Task.Delay(10);
    }
}
