using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>Says in an exception why an acquire failed, and what to do about it.</summary>
internal static class AcquireFailures
{
    /// <summary>Whether the only reason is that somebody else has the lock.</summary>
    public static bool IsOthers(NotAcquired failure) => failure.Reason is AcquireFailure.Denied or AcquireFailure.TimedOut;

    public static Exception Of(NotAcquired failure, string name, TimeSpan? timeout, int maxOperations, CancellationToken cancellationToken) =>
        failure.Reason switch
        {
            AcquireFailure.Unavailable => new ConsensusUnavailableException(
                $"'{name}' was not acquired: the cluster did not answer, or has no quorum"),
            AcquireFailure.Overloaded => new ConsensusUnavailableException(
                $"'{name}' was not acquired: the cluster has more to do than it can; wait longer, or let fewer clients ask at a time"),
            AcquireFailure.TooManyHere => new ConsensusOverloadedException(
                $"'{name}' was not asked for: {maxOperations} acquires are under way or hold their lock in this process; "
                + "let some end first, or raise akka.consensus.client.max-operations"),
            AcquireFailure.TooManyInGroup => new ConsensusOverloadedException(
                $"'{name}' was refused: the cluster lets one client hold and await {TableLimits.Standard.RequestsOfSession} locks, "
                + $"and all together {TableLimits.Standard.Requests}; release some first"),
            AcquireFailure.TooManyReentries => new ConsensusOverloadedException(
                $"'{name}' was refused: its owner has '{failure.Detail}' {TableLimits.Standard.Reentries} times already; release some first"),
            AcquireFailure.SessionLost => new OutcomeUnknownException(
                $"'{name}' was not acquired: the client's session ended while it waited; what it held will be free within the time to live",
                failure.Unresolved is { } request ? new RequestId(request.Session.Value, request.Sequence) : null),
            AcquireFailure.Closed => new ObjectDisposedException(nameof(IReplicatedLocks), "the client has been closed, or its ActorSystem has ended"),
            AcquireFailure.Cancelled => new OperationCanceledException(cancellationToken),
            AcquireFailure.BadName => new ArgumentException($"the cluster refuses the name '{name}'"),
            AcquireFailure.Deadlock => new DeadlockException($"'{name}' was refused, for to wait for it would be a deadlock: {failure.Detail}", failure.Detail ?? ""),
            AcquireFailure.Mismatch => new InvalidOperationException(
                $"'{name}' was refused: {failure.Detail}, and in use; ask for it as that, or by another name"),
            AcquireFailure.Revoked => new TimeoutException($"'{name}' was granted, and taken away at once by {failure.Detail}"),
            _ => new TimeoutException($"'{name}' was held by another for {timeout?.TotalSeconds:0.#} s"),
        };
}
