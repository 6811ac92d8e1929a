using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Medallion.Threading;

namespace Akka.Consensus.DistributedLock;

/// <summary>
/// The replicated locks of a cluster, by the interfaces of DistributedLock. Thread-safe; one for an ActorSystem is enough.
/// </summary>
/// <remarks>
/// <para>A name is one lock, whether it is asked for as a lock (which is the write lock of that name) or to read; a semaphore needs a name of its own.</para>
/// <para>
/// Nobody gets null, nor a <see cref="TimeoutException"/> that says somebody else has it, because the cluster does not answer: that is a
/// <see cref="Client.ConsensusUnavailableException"/>, from <c>TryAcquire</c> too.
/// </para>
/// <para>
/// The methods that block throw an <see cref="InvalidOperationException"/> where an actor's message is being processed. To dispose of a handle is possible there:
/// it does not wait.
/// </para>
/// </remarks>
public sealed partial class ConsensusDistributedSynchronizationProvider
    : IDistributedLockProvider, IDistributedUpgradeableReaderWriterLockProvider, IDistributedSemaphoreProvider
{
    private readonly IReplicatedLocks _locks;
    private readonly ConsensusDistributedSynchronizationOptions _options;

    /// <summary>The locks of an ActorSystem.</summary>
    /// <param name="system">A member of the cluster, or one that has <c>akka.consensus.client.contact-points</c>.</param>
    /// <param name="options">How names are made and locks held; null for what is usual.</param>
    /// <exception cref="ArgumentException">The options name a mode or an owner.</exception>
    /// <exception cref="ConsensusConfigurationException">The configuration below <c>akka.consensus</c> cannot be used.</exception>
    public ConsensusDistributedSynchronizationProvider(ActorSystem system, ConsensusDistributedSynchronizationOptions? options = null)
        : this(ReplicatedLocks.Get(system), options)
    {
    }

    /// <summary>These locks.</summary>
    /// <param name="locks">The locks.</param>
    /// <param name="options">How names are made and locks held; null for what is usual.</param>
    /// <exception cref="ArgumentException">The options name a mode or an owner.</exception>
    public ConsensusDistributedSynchronizationProvider(IReplicatedLocks locks, ConsensusDistributedSynchronizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(locks);
        _locks = locks;
        _options = options ?? new ConsensusDistributedSynchronizationOptions();
        if (_options.Hold is not { Owner: null, Mode: LockMode.Exclusive })
            throw new ArgumentException("each acquire has its own owner, and the mode is up to what is called: leave both out of the options", nameof(options));
    }

    /// <summary>
    /// The name that stands for any text: the text itself if a lock can have that name (1 to 512 bytes of UTF-8, and not reserved); else its beginning, followed
    /// by a hash of all of it. Case matters.
    /// </summary>
    public static string GetSafeName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SafeName.Of(name);
    }

    /// <summary>A lock that one has at a time. Not reentrant: each acquire excludes every other.</summary>
    /// <param name="name">Any text, unless the options want exact names.</param>
    /// <exception cref="ArgumentException">The options want exact names, and this cannot be one.</exception>
    public IDistributedLock CreateLock(string name) => new ExclusiveLock(_locks.Get(NameOf(name), _options.Hold));

    /// <summary>A lock that many may have to read, or one to write; a writer that waits is not overtaken by readers.</summary>
    /// <inheritdoc cref="CreateLock"/>
    public IDistributedReaderWriterLock CreateReaderWriterLock(string name) => CreateUpgradeableReaderWriterLock(name);

    /// <summary>As <see cref="CreateReaderWriterLock"/>; one of those who read may have the right to write later.</summary>
    /// <inheritdoc cref="CreateLock"/>
    public IDistributedUpgradeableReaderWriterLock CreateUpgradeableReaderWriterLock(string name)
    {
        var safe = NameOf(name);
        return new ReaderWriterLock(mode => _locks.Get(safe, _options.Hold with { Mode = mode }));
    }

    /// <summary>A semaphore: as many as <paramref name="maxCount"/> have one permit each.</summary>
    /// <param name="name">Any text, unless the options want exact names. Not that of a lock.</param>
    /// <param name="maxCount">At least 1. Who says otherwise than those who use it now gets an <see cref="InvalidOperationException"/> when acquiring.</param>
    /// <exception cref="ArgumentException">The options want exact names, and this cannot be one.</exception>
    public IDistributedSemaphore CreateSemaphore(string name, int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        return new Semaphore(_locks.GetSemaphore(NameOf(name), maxCount, options: _options.Hold), maxCount);
    }

    private string NameOf(string name) => _options.ExactNames ? name : GetSafeName(name);
}
