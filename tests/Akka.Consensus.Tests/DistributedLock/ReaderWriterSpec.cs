using Akka.Consensus.Client;
using Akka.Consensus.DistributedLock;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>Many who read, one who writes, and one who reads and may write later.</summary>
public sealed class ReaderWriterSpec(TestCluster cluster) : ProviderSpec(cluster)
{
    [Fact(DisplayName = "Many should read at a time, and nobody while one writes")]
    public async Task Many_should_read_at_a_time()
    {
        var (here, there) = (First.CreateReaderWriterLock("read"), Second.CreateReaderWriterLock("read"));
        await using var one = await here.AcquireReadLockAsync();
        await using var two = await Ways.OnThread(() => there.AcquireReadLock());
        await using (var three = await there.TryAcquireReadLockAsync())
        await using (var four = await Ways.OnThread(() => here.TryAcquireReadLock()))
            Assert.True(three is not null && four is not null);
        Assert.Null(await there.TryAcquireWriteLockAsync());
        Assert.Null(await First.CreateLock("read").TryAcquireAsync());
        await one.DisposeAsync();
        Assert.Null(await there.TryAcquireWriteLockAsync());
        await two.DisposeAsync();

        await using var writer = await there.TryAcquireWriteLockAsync();

        Assert.NotNull(writer);
        Assert.Null(await here.TryAcquireReadLockAsync());
        await Assert.ThrowsAsync<TimeoutException>(() => Ways.OnThread(() => here.AcquireReadLock(TimeSpan.Zero)));
    }

    [Fact(DisplayName = "A writer that waits should not be overtaken by readers")]
    public async Task A_writer_that_waits_should_not_be_overtaken()
    {
        var (here, there) = (First.CreateReaderWriterLock("overtaken"), Second.CreateReaderWriterLock("overtaken"));
        var reader = await here.AcquireReadLockAsync();
        var writing = there.AcquireWriteLockAsync().AsTask();
        await WaitingAsync("overtaken", 1);

        Assert.Null(await here.TryAcquireReadLockAsync());

        await reader.DisposeAsync();
        await using var writer = await writing;
    }

    [Fact(DisplayName = "One of those who read should have the right to write later, and use it when the others have left")]
    public async Task One_should_have_the_right_to_write_later()
    {
        var (here, there) = (First.CreateUpgradeableReaderWriterLock("later"), Second.CreateUpgradeableReaderWriterLock("later"));
        var reader = await there.AcquireReadLockAsync();
        var handle = await here.AcquireUpgradeableReadLockAsync();
        await using (var another = await there.TryAcquireReadLockAsync())
            Assert.NotNull(another);
        Assert.Null(await there.TryAcquireUpgradeableReadLockAsync());
        Assert.Null(await there.TryAcquireWriteLockAsync());
        var readToken = handle.GetFencingToken();

        Assert.False(await handle.TryUpgradeToWriteLockAsync());
        Assert.False(await Ways.OnThread(() => handle.TryUpgradeToWriteLock(TimeSpan.FromSeconds(1))));
        await Assert.ThrowsAsync<TimeoutException>(() => handle.UpgradeToWriteLockAsync(TimeSpan.Zero).AsTask());
        var upgrading = handle.UpgradeToWriteLockAsync().AsTask();
        await WaitingAsync("later", 1);
        await reader.DisposeAsync();
        await upgrading;

        Assert.True(handle.GetFencingToken() > readToken);
        Assert.Null(await there.TryAcquireReadLockAsync());
        var waiting = there.AcquireReadLockAsync().AsTask();
        await WaitingAsync("later", 1);
        await handle.DisposeAsync();
        await using var next = await waiting;
    }

    [Fact(DisplayName = "An upgrade should be made once, and not of a handle that was given back")]
    public async Task An_upgrade_should_be_made_once()
    {
        var readers = First.CreateUpgradeableReaderWriterLock("upgraded");
        var handle = await readers.AcquireUpgradeableReadLockAsync();
        await Ways.OnThread(() =>
        {
            handle.UpgradeToWriteLock();
            return true;
        });
        Assert.Throws<InvalidOperationException>(() => { _ = handle.TryUpgradeToWriteLockAsync().AsTask(); });
        Assert.Throws<InvalidOperationException>(() => handle.UpgradeToWriteLock());

        await handle.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => { _ = handle.TryUpgradeToWriteLockAsync().AsTask(); });
        Assert.Throws<ObjectDisposedException>(() => { _ = handle.UpgradeToWriteLockAsync().AsTask(); });
        Assert.Throws<ObjectDisposedException>(() => handle.TryUpgradeToWriteLock());
        Assert.Throws<ObjectDisposedException>(() => handle.UpgradeToWriteLock());
        await using var next = await Second.CreateLock("upgraded").TryAcquireAsync();
        Assert.NotNull(next);
    }

    [Fact(DisplayName = "A timeout that is none should be refused by the upgrade itself")]
    public async Task A_timeout_that_is_none_should_be_refused()
    {
        await using var handle = await First.CreateUpgradeableReaderWriterLock("refused").AcquireUpgradeableReadLockAsync();
        foreach (var timeout in new[] { TimeSpan.FromSeconds(-2), TimeSpan.FromMilliseconds(int.MaxValue + 1.0) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = handle.TryUpgradeToWriteLockAsync(timeout).AsTask(); });
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = handle.UpgradeToWriteLockAsync(timeout).AsTask(); });
            Assert.Throws<ArgumentOutOfRangeException>(() => handle.TryUpgradeToWriteLock(timeout));
            Assert.Throws<ArgumentOutOfRangeException>(() => handle.UpgradeToWriteLock(timeout));
        }

        Assert.True(await handle.TryUpgradeToWriteLockAsync());
    }

    [Fact(DisplayName = "An upgrade that is cancelled should end with what was held before, and can be asked for again")]
    public async Task An_upgrade_that_is_cancelled_should_end()
    {
        var reader = await Second.CreateReaderWriterLock("cancelled").AcquireReadLockAsync();
        await using var handle = await First.CreateUpgradeableReaderWriterLock("cancelled").AcquireUpgradeableReadLockAsync();
        using var cancel = new CancellationTokenSource();
        var upgrading = handle.UpgradeToWriteLockAsync(cancellationToken: cancel.Token).AsTask();
        await WaitingAsync("cancelled", 1);
        Assert.Throws<InvalidOperationException>(() => { _ = handle.UpgradeToWriteLockAsync().AsTask(); });

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upgrading);
        await WaitingAsync("cancelled", 0);
        Assert.False(handle.HandleLostToken.IsCancellationRequested);
        Assert.Null(await Second.CreateLock("cancelled").TryAcquireAsync());
        await reader.DisposeAsync();
        Assert.True(await handle.TryUpgradeToWriteLockAsync());
    }

    [Fact(DisplayName = "A handle that is disposed of while it is being upgraded should leave nothing behind")]
    public async Task A_handle_that_is_disposed_of_while_it_is_upgraded_should_leave_nothing()
    {
        var reader = await Second.CreateReaderWriterLock("left").AcquireReadLockAsync();
        var handle = await First.CreateUpgradeableReaderWriterLock("left").AcquireUpgradeableReadLockAsync();
        var upgrading = handle.UpgradeToWriteLockAsync().AsTask();
        await WaitingAsync("left", 1);

        await handle.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => upgrading);
        await reader.DisposeAsync();
        await using var next = await Second.CreateLock("left").AcquireAsync(Patience);
    }

    [Theory(DisplayName = "An upgraded handle should be lost as a whole with either of its locks, also to those who asked before the upgrade")]
    [InlineData("read lock")]
    [InlineData("write lock")]
    public async Task An_upgraded_handle_should_be_lost_as_a_whole(string which)
    {
        var name = $"lost/{which}";
        await using var handle = await First.CreateUpgradeableReaderWriterLock(name).AcquireUpgradeableReadLockAsync();
        var readToken = handle.GetFencingToken();
        var told = new TaskCompletionSource();
        await using var registration = handle.HandleLostToken.Register(told.SetResult);
        await handle.UpgradeToWriteLockAsync();

        Assert.True(await Locks.ForceReleaseAsync(name, which == "read lock" ? readToken : handle.GetFencingToken(), "spec"));

        await told.Task.WaitAsync(Patience);
        Assert.True(handle.HandleLostToken.IsCancellationRequested);
        await using var next = await Second.CreateLock(name).AcquireAsync(Patience);
    }

    [Fact(DisplayName = "A handle that is lost should not be upgraded, nor wait any longer to be")]
    public async Task A_handle_that_is_lost_should_not_be_upgraded()
    {
        await using var reader = await Second.CreateReaderWriterLock("too-late").AcquireReadLockAsync();
        await using var handle = await First.CreateUpgradeableReaderWriterLock("too-late").AcquireUpgradeableReadLockAsync();
        var upgrading = handle.UpgradeToWriteLockAsync().AsTask();
        await WaitingAsync("too-late", 1);

        Assert.True(await Locks.ForceReleaseAsync("too-late", handle.GetFencingToken(), "spec"));

        await Assert.ThrowsAsync<LockLostException>(() => upgrading);
        await Assert.ThrowsAsync<LockLostException>(() => handle.TryUpgradeToWriteLockAsync().AsTask());
    }

    [Fact(DisplayName = "Two who would wait for each other should be a DeadlockException of DistributedLock's, and nothing changed")]
    public async Task Two_who_would_wait_for_each_other_should_be_a_deadlock()
    {
        var reader = await Second.CreateReaderWriterLock("deadlock").AcquireReadLockAsync();
        await using var handle = await First.CreateUpgradeableReaderWriterLock("deadlock").AcquireUpgradeableReadLockAsync();
        using var cancel = new CancellationTokenSource();
        var waiting = reader.GetLockHandle().TryUpgradeAsync(cancellationToken: cancel.Token);
        await WaitingAsync("deadlock", 1);

        var deadlock = await Assert.ThrowsAsync<Medallion.Threading.DeadlockException>(() => handle.UpgradeToWriteLockAsync().AsTask());

        Assert.IsType<Client.DeadlockException>(deadlock.InnerException);
        Assert.Equal(LockState.Held, handle.GetLockHandle().State);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await reader.DisposeAsync();
        Assert.True(await handle.TryUpgradeToWriteLockAsync(Patience));
    }
}
