using Akka.Consensus.DistributedLock;
using Medallion.Threading;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>The ways in which what one holds nobody else can hold: to each the whole contract of a lock applies.</summary>
public enum Way
{
    Lock,
    WriteLock,
    UpgradeableReadLock,
    SemaphoreOfOne,
    TwoLocks,
}

/// <summary>Whether a method blocks.</summary>
public enum Call
{
    Blocking,
    Async,
}

/// <summary>Each way as a lock, and each call as a task.</summary>
internal static class Ways
{
    public static IDistributedLock As(this ConsensusDistributedSynchronizationProvider provider, Way way, string name)
    {
        switch (way)
        {
            case Way.WriteLock:
                var writers = provider.CreateReaderWriterLock(name);
                return new AsLock(writers.Name, writers.AcquireWriteLock, writers.TryAcquireWriteLock, writers.AcquireWriteLockAsync,
                    writers.TryAcquireWriteLockAsync);
            case Way.UpgradeableReadLock:
                var readers = provider.CreateUpgradeableReaderWriterLock(name);
                return new AsLock(readers.Name, readers.AcquireUpgradeableReadLock, readers.TryAcquireUpgradeableReadLock,
                    (timeout, cancel) => Plain(readers.AcquireUpgradeableReadLockAsync(timeout, cancel)),
                    (timeout, cancel) => PlainOrNull(readers.TryAcquireUpgradeableReadLockAsync(timeout, cancel)));
            case Way.SemaphoreOfOne:
                var semaphore = provider.CreateSemaphore(name, 1);
                return new AsLock(semaphore.Name, semaphore.Acquire, semaphore.TryAcquire, semaphore.AcquireAsync, semaphore.TryAcquireAsync);
            case Way.TwoLocks:
                string[] both = [name, name + "/another"];
                return new AsLock(name, (timeout, cancel) => provider.AcquireAllLocks(both, timeout, cancel),
                    (timeout, cancel) => provider.TryAcquireAllLocks(both, timeout, cancel),
                    (timeout, cancel) => provider.AcquireAllLocksAsync(both, timeout, cancel),
                    (timeout, cancel) => provider.TryAcquireAllLocksAsync(both, timeout, cancel));
            default:
                return provider.CreateLock(name);
        }
    }

    public static Task<IDistributedSynchronizationHandle> AcquireAsync(this IDistributedLock asked, Call call, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) => call == Call.Async
            ? asked.AcquireAsync(timeout, cancellationToken).AsTask()
            : OnThread(() => asked.Acquire(timeout, cancellationToken));

    public static Task<IDistributedSynchronizationHandle?> TryAcquireAsync(this IDistributedLock asked, Call call, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) => call == Call.Async
            ? asked.TryAcquireAsync(timeout, cancellationToken).AsTask()
            : OnThread(() => asked.TryAcquire(timeout, cancellationToken));

    public static Task DisposeAsync(this IDistributedSynchronizationHandle handle, Call call) => call == Call.Async
        ? handle.DisposeAsync().AsTask()
        : OnThread(() =>
        {
            handle.Dispose();
            return true;
        });

    /// <summary>A thread of its own, so that those who block do not wait for each other.</summary>
    public static Task<T> OnThread<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async ValueTask<IDistributedSynchronizationHandle> Plain(ValueTask<IDistributedLockUpgradeableHandle> handle) => await handle;

    private static async ValueTask<IDistributedSynchronizationHandle?> PlainOrNull(ValueTask<IDistributedLockUpgradeableHandle?> handle) => await handle;

    private sealed class AsLock(string name, Func<TimeSpan?, CancellationToken, IDistributedSynchronizationHandle> acquire,
        Func<TimeSpan, CancellationToken, IDistributedSynchronizationHandle?> tryAcquire,
        Func<TimeSpan?, CancellationToken, ValueTask<IDistributedSynchronizationHandle>> acquireAsync,
        Func<TimeSpan, CancellationToken, ValueTask<IDistributedSynchronizationHandle?>> tryAcquireAsync) : IDistributedLock
    {
        public string Name => name;

        public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
            acquire(timeout, cancellationToken);

        public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
            tryAcquire(timeout, cancellationToken);

        public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
            acquireAsync(timeout, cancellationToken);

        public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
            tryAcquireAsync(timeout, cancellationToken);
    }
}
