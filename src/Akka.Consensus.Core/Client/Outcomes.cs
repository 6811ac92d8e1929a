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
}

/// <summary>The lock is the caller's.</summary>
public sealed record Acquired(long Operation, FencingToken Token) : IOutcome;

/// <summary>The lock is not the caller's. If it was on its way, it is given back.</summary>
public sealed record NotAcquired(long Operation, AcquireFailure Reason) : IOutcome;

/// <summary>The lock is certainly not the caller's any more.</summary>
public sealed record GivenBack(long Operation) : IOutcome;

/// <summary>A lock that was held is lost: the session has ended, or may have.</summary>
public sealed record Lost(long Operation) : IOutcome;

/// <summary>The client's session is closed; or was none.</summary>
public sealed record Closed : IOutcome;

/// <summary>A query was answered: with a <see cref="LockQueryAnswer"/> or a <see cref="StatusAnswer"/>.</summary>
public sealed record Answered(long Query, IMessage Answer) : IOutcome;

/// <summary>A query was not asked: as many are unanswered as may be. See <see cref="ClientSettings.MaxQueries"/>.</summary>
public sealed record NotAsked(long Query) : IOutcome;

/// <summary>A query got no answer in time.</summary>
public sealed record Unanswered(long Query) : IOutcome;
