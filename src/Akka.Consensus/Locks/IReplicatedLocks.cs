using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Elections;

namespace Akka.Consensus.Locks;

/// <summary>The replicated locks of one group, as an application sees them. Thread-safe; one for an ActorSystem.</summary>
public interface IReplicatedLocks
{
    /// <summary>How sure this process's session with the cluster is, now. Asks nobody.</summary>
    SessionState Session { get; }

    /// <summary>The lock of this name. Costs nothing: a lock exists while somebody holds it or waits for it.</summary>
    /// <param name="name">1 to 512 bytes of UTF-8. The same name is one lock, however it is held.</param>
    /// <param name="options">How it is to be held; null for all of it, for as long as one likes.</param>
    /// <exception cref="ArgumentException">The name is empty, or longer than 512 bytes of UTF-8, or reserved; or an option makes no sense.</exception>
    IReplicatedLock Get(string name, LockOptions? options = null);

    /// <summary>A semaphore: as many owners as it has permits have one each.</summary>
    /// <param name="name">1 to 512 bytes of UTF-8. While it is in use the name cannot be a lock.</param>
    /// <param name="permits">How many permits it has: whoever uses it first says so, and who says otherwise gets an error while it is in use.</param>
    /// <param name="count">How many permits each acquire takes: all at once, or none.</param>
    /// <param name="options">How they are to be held. The mode is of no matter.</param>
    /// <exception cref="ArgumentException">The name cannot be used; or there are fewer permits than are to be taken.</exception>
    IReplicatedLock GetSemaphore(string name, int permits, int count = 1, LockOptions? options = null);

    /// <summary>
    /// Several locks as one: an acquire gets all of them at once or none, at one point of the log. Those who ask for several so never wait for
    /// each other in a circle, whatever the order of the names.
    /// </summary>
    /// <param name="demands">2 to 64 locks, each with its mode. Each name once.</param>
    /// <param name="options">How they are to be held. The mode is of no matter.</param>
    /// <exception cref="ArgumentException">A name or mode cannot be used, or comes twice.</exception>
    IReplicatedLock GetAll(IEnumerable<LockDemand> demands, LockOptions? options = null);

    /// <summary>An election: campaign, observe, resign, hand over. Costs nothing: it exists while somebody leads or campaigns.</summary>
    /// <param name="name">1 to 488 bytes of UTF-8. It shares no names with the locks.</param>
    /// <exception cref="ArgumentException">The name is empty, or too long.</exception>
    IElection GetElection(string name);

    /// <summary>The locks for actors of this ActorSystem: takes the messages of <see cref="LockBroker"/>, and answers in them.</summary>
    IActorRef Broker { get; }

    /// <summary>The locks that are held now, in the order of their names.</summary>
    /// <param name="name">Only the lock of this name; null for all.</param>
    /// <param name="consistency">Whether the answer must be the newest.</param>
    /// <param name="timeout">How long to wait for the answer; null for the configured <c>request-timeout</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many questions of this process wait for their answer as may.</exception>
    Task<IReadOnlyList<LockStatus>> ListAsync(string? name = null, Consistency consistency = Consistency.Linearizable,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Who holds a lock, and who waits for it, in order (a linearizable read). Of many only the first are named.</summary>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    Task<LockDetails> DescribeAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>The sessions that are open: one for each process that has used a lock and lives, or died within the time to live. Oldest first.</summary>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    Task<IReadOnlyList<SessionStatus>> ListSessionsAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>What happened to all locks and sessions, or to one lock, as far as the node that answers remembers: one page of it.</summary>
    /// <param name="after">Only what came after this; null for all that is remembered.</param>
    /// <param name="name">Only what happened to this lock; null for all.</param>
    /// <param name="consistency">Whether the answer must be the newest.</param>
    /// <param name="timeout">How long to wait for the answer; null for the configured <c>request-timeout</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    Task<EventPage> ListEventsAsync(EventPosition? after = null, string? name = null, Consistency consistency = Consistency.Linearizable,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>What became of a request whose outcome was not known (a linearizable read).</summary>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    Task<RequestOutcome> ResolveAsync(RequestId request, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a lock away from the owner that holds it with this token. Its handle is lost as soon as its process hears of it, and says by whom; until then it believes
    /// to hold the lock, and only tokens protect the resource.
    /// </summary>
    /// <param name="name">The lock.</param>
    /// <param name="token">The holder's: see <see cref="DescribeAsync"/>. Nobody else loses it by a command that came late.</param>
    /// <param name="by">Who wants it, for the holder and for the history: at most 1024 characters.</param>
    /// <param name="timeout">How long to wait for the answer; null for the configured <c>request-timeout</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if it was not held with that token.</returns>
    /// <exception cref="ConsensusUnavailableException">No answer came in time: it may have been taken away all the same.</exception>
    Task<bool> ForceReleaseAsync(string name, FencingToken token, string by, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Who leads, and what the answering node knows of the others.</summary>
    /// <exception cref="ConsensusUnavailableException">No node answered in time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many questions of this process wait for their answer as may.</exception>
    Task<GroupStatus> GetStatusAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the client's session: every handle is lost, then every lock that it held is released at once, and no further one can be acquired in this
    /// ActorSystem. Waits at most the <c>request-timeout</c>. CoordinatedShutdown does the same, after singletons and shards have been handed over.
    /// </summary>
    Task CloseAsync();
}

/// <summary>One lock, or a semaphore, or several locks as one. Thread-safe.</summary>
public interface IReplicatedLock
{
    /// <summary>The lock's name; of several locks, the first one's.</summary>
    string Name { get; }

    /// <summary>Waits until the lock is owned by the caller. Each call makes a new owner, unless the options name one: so two tasks of one process exclude each other.</summary>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait; a grant that was on its way is given back.</param>
    /// <exception cref="TimeoutException">Somebody else held the lock for all that time.</exception>
    /// <exception cref="ConsensusUnavailableException">The cluster did not answer, or had too much to do, for all that time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many acquires are under way, or locks held, as may be; or the owner has this one too often.</exception>
    /// <exception cref="OutcomeUnknownException">The client's session ended while it waited: it holds nothing and has lost its place.</exception>
    /// <exception cref="DeadlockException">To wait would have been a deadlock among owners.</exception>
    /// <exception cref="LockLostException">The owner has lost a lock that it held.</exception>
    /// <exception cref="InvalidOperationException">The name is in use as something else: a lock, or a semaphore of another number of permits.</exception>
    Task<LockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the lock if it is free (or becomes free within the timeout).</summary>
    /// <param name="timeout">How long to wait while somebody else has it; zero, the default, does not wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when somebody else has it.</returns>
    /// <exception cref="ConsensusUnavailableException">The cluster did not answer, or had too much to do.</exception>
    /// <exception cref="ConsensusOverloadedException">As many acquires are under way, or locks held, as may be; or the owner has this one too often.</exception>
    /// <exception cref="OutcomeUnknownException">The client's session ended while it waited: it holds nothing.</exception>
    /// <exception cref="DeadlockException">To wait would have been a deadlock among owners.</exception>
    /// <exception cref="LockLostException">The owner has lost a lock that it held.</exception>
    /// <exception cref="InvalidOperationException">The name is in use as something else: a lock, or a semaphore of another number of permits.</exception>
    Task<LockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default);
}
