using Akka.Consensus.Client;

namespace Akka.Consensus.Locks;

/// <summary>The replicated locks of one group, as an application sees them. Thread-safe; one for an ActorSystem.</summary>
public interface IReplicatedLocks
{
    /// <summary>How sure this process's session with the cluster is, now. Asks nobody.</summary>
    SessionState Session { get; }

    /// <summary>The lock of this name. Costs nothing: a lock exists while somebody holds it or waits for it.</summary>
    /// <exception cref="ArgumentException">The name is empty, or longer than 512 bytes of UTF-8, or that of a lease's lock.</exception>
    IReplicatedLock Get(string name);

    /// <summary>The locks that are held now, in the order of their names.</summary>
    /// <param name="name">Only the lock of this name; null for all.</param>
    /// <param name="consistency">Whether the answer must be the newest.</param>
    /// <param name="timeout">How long to wait for the answer; null for the configured <c>request-timeout</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many questions of this process wait for their answer as may.</exception>
    Task<IReadOnlyList<LockStatus>> ListAsync(string? name = null, Consistency consistency = Consistency.Linearizable,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Who leads, and what the answering node knows of the others.</summary>
    /// <exception cref="ConsensusUnavailableException">No node answered in time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many questions of this process wait for their answer as may.</exception>
    Task<GroupStatus> GetStatusAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the client's session: every lock that it holds is released at once, and no further one can be acquired in this ActorSystem.
    /// Waits at most the <c>request-timeout</c>.
    /// </summary>
    Task CloseAsync();
}

/// <summary>One lock. Thread-safe.</summary>
public interface IReplicatedLock
{
    /// <summary>The lock's name.</summary>
    string Name { get; }

    /// <summary>Waits until the lock is owned by the caller. Each call makes a new owner, so two tasks of one process exclude each other.</summary>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait; a grant that was on its way is given back.</param>
    /// <exception cref="TimeoutException">Somebody else held the lock for all that time.</exception>
    /// <exception cref="ConsensusUnavailableException">The cluster did not answer, or had too much to do, for all that time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many acquires are under way, or locks held, as may be.</exception>
    /// <exception cref="OutcomeUnknownException">The client's session ended while it waited: it holds nothing and has lost its place.</exception>
    Task<LockHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the lock if it is free (or becomes free within the timeout).</summary>
    /// <param name="timeout">How long to wait while somebody else has it; zero, the default, does not wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when somebody else has it.</returns>
    /// <exception cref="ConsensusUnavailableException">The cluster did not answer, or had too much to do.</exception>
    /// <exception cref="ConsensusOverloadedException">As many acquires are under way, or locks held, as may be.</exception>
    /// <exception cref="OutcomeUnknownException">The client's session ended while it waited: it holds nothing.</exception>
    Task<LockHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default);
}
