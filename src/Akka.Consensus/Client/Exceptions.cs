namespace Akka.Consensus.Client;

/// <summary>No quorum, or no node at all, answered in time. Nothing is held; trying again is safe.</summary>
public sealed class ConsensusUnavailableException(string message) : TimeoutException(message);

/// <summary>
/// Too much is asked at a time: by this process, or of the cluster by all. Nothing is held, and nothing waits: ask again when something has ended.
/// </summary>
public sealed class ConsensusOverloadedException(string message) : Exception(message)
{
    internal static ConsensusOverloadedException OfQuestions(int most) => new(
        $"{most} questions of this process wait for their answer; let some end first, or raise akka.consensus.client.max-queries");
}

/// <summary>The session ended before the answer came, so whether the request was carried out is not known.</summary>
/// <remarks>
/// Whatever a lost session held is freed by the cluster when the session's time to live has passed. What became of the request can be asked with
/// <see cref="Request"/>: see <see cref="Locks.IReplicatedLocks.ResolveAsync"/>.
/// </remarks>
public sealed class OutcomeUnknownException(string message, Locks.RequestId? request) : Exception(message)
{
    /// <summary>The request; null if it was never sent.</summary>
    public Locks.RequestId? Request { get; } = request;
}

/// <summary>An owner asked for a lock again after it had lost one: what it did under that lock may not be what it believes. Make a new owner.</summary>
public sealed class LockLostException(string message) : Exception(message);

/// <summary>To wait would have been a deadlock: the message spells out who waits for whom. Nothing was changed; what the caller holds it still holds.</summary>
public sealed class DeadlockException(string message, string cycle) : Exception(message)
{
    /// <summary>Who waits for whom.</summary>
    public string Cycle { get; } = cycle;
}
