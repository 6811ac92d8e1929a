using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>Why an acquire ended without the lock.</summary>
public enum AcquireFailure
{
    /// <summary>Somebody has it, and the caller did not want to wait.</summary>
    Denied,

    /// <summary>Somebody had it for all the time the caller wanted to wait.</summary>
    TimedOut,

    /// <summary>The group did not answer for all that time.</summary>
    Unavailable,

    /// <summary>The group had too much to do for all that time.</summary>
    Overloaded,

    /// <summary>This client has as many acquires under way, or locks, as it may: see <see cref="ClientSettings.MaxOperations"/>.</summary>
    TooManyHere,

    /// <summary>The group refused it: this client, or all together, hold and await as many locks as may be. See <see cref="TableLimits"/>.</summary>
    TooManyInGroup,

    /// <summary>The caller took it back.</summary>
    Cancelled,

    /// <summary>The session ended first.</summary>
    SessionLost,

    /// <summary>The client has been closed.</summary>
    Closed,

    /// <summary>The group refused the name.</summary>
    BadName,

    /// <summary>To wait would have been a deadlock.</summary>
    Deadlock,

    /// <summary>The name is in use as something else: as a lock, or as a semaphore of another number of permits.</summary>
    Mismatch,

    /// <summary>The owner has the lock as often as it may: see <see cref="TableLimits.Reentries"/>.</summary>
    TooManyReentries,

    /// <summary>An operator took the lock away before the caller was told that it had it.</summary>
    Revoked,
}

/// <summary>Why a lock was lost.</summary>
public enum LossReason
{
    /// <summary>The session has ended, or may have.</summary>
    SessionEnded,

    /// <summary>An operator took it away.</summary>
    Revoked,

    /// <summary>It was held for as long as its owner had said at most.</summary>
    HeldTooLong,
}

/// <summary>The lock is the caller's.</summary>
/// <param name="Operation">The acquire.</param>
/// <param name="Token">The token of the lock; of several, of the first.</param>
/// <param name="Session">The session that holds it.</param>
public sealed record Acquired(long Operation, FencingToken Token, SessionId Session) : IOutcome
{
    /// <summary>The number of the acquire in the session.</summary>
    public long Sequence { get; init; }

    /// <summary>The tokens of the other locks, in the order in which they were asked for.</summary>
    public IReadOnlyList<FencingToken> Others { get; init; } = [];

    /// <summary>What the last holder wanted to tell.</summary>
    public string? Note { get; init; }
}

/// <summary>The acquire stands in line.</summary>
/// <param name="Operation">The acquire.</param>
/// <param name="Position">Its place: 1 for the next to be served.</param>
public sealed record InLine(long Operation, int Position) : IOutcome;

/// <summary>The lock is not the caller's. If it was on its way, it is given back.</summary>
public sealed record NotAcquired(long Operation, AcquireFailure Reason) : IOutcome
{
    /// <summary>Who has it, the circle of owners, the operator, and the like; null where the reason says all.</summary>
    public string? Detail { get; init; }

    /// <summary>The session and the number of the request whose outcome is not known; null where it is.</summary>
    public Owner? Unresolved { get; init; }
}

/// <summary>Whether a lock was taken away from the holder with the given token.</summary>
public sealed record TakenAway(long Operation, bool IsDone) : IOutcome;

/// <summary>The lock is certainly not the caller's any more.</summary>
public sealed record GivenBack(long Operation) : IOutcome;

/// <summary>A lock that was held is lost.</summary>
public sealed record Lost(long Operation, LossReason Reason) : IOutcome
{
    /// <summary>Who took it away; null where nobody did.</summary>
    public string? By { get; init; }
}

/// <summary>The client's session is closed; or was none.</summary>
public sealed record Closed : IOutcome;

/// <summary>A query was answered.</summary>
public sealed record Answered(long Query, IQueryAnswer Answer) : IOutcome;

/// <summary>A query was not asked: as many are unanswered as may be. See <see cref="ClientSettings.MaxQueries"/>.</summary>
public sealed record NotAsked(long Query) : IOutcome;

/// <summary>A query got no answer in time.</summary>
public sealed record Unanswered(long Query) : IOutcome;
