using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Client;

/// <summary>How an acquire ended: with a handle, or with what is known of why not.</summary>
internal readonly record struct AcquireResult(LockHandle? Handle, NotAcquired? Failure)
{
    /// <summary>It ended without the lock.</summary>
    public static AcquireResult Failed(AcquireFailure reason) => new(null, new NotAcquired(0, reason));
}

/// <summary>What the API asks of the client actor.</summary>
internal abstract record Call;

/// <summary>Acquire a lock, or several.</summary>
/// <param name="Operation">Its number.</param>
/// <param name="Request">What is asked for.</param>
/// <param name="Terms">For how long.</param>
/// <param name="Owner">In whose name.</param>
/// <param name="Queued">Told the place in line, should it have to wait; null if nobody wants to know.</param>
/// <param name="Result">How it ended.</param>
internal sealed record AcquireCall(long Operation, Acquire Request, AcquireTerms Terms, LockOwner Owner, Action<int>? Queued,
    TaskCompletionSource<AcquireResult> Result) : Call;

/// <summary>The caller wants the lock no more.</summary>
internal sealed record CancelCall(long Operation) : Call;

/// <summary>Give a lock back.</summary>
internal sealed record ReleaseCall(long Operation, string? Note, TaskCompletionSource Result) : Call;

/// <summary>Take a lock away from its holder. The result is null when no answer came in time.</summary>
internal sealed record TakeAwayCall(long Operation, ForceRelease Request, TimeSpan Timeout, TaskCompletionSource<bool?> Result) : Call;

/// <summary>Ask something of the state machine: of one node only, or of whichever serves best. The result is null when no answer came in time.</summary>
internal sealed record QueryCall(Query Query, TimeSpan Timeout, TaskCompletionSource<IQueryAnswer?> Result, NodeId? Only) : Call;

/// <summary>What a node knows of the group. The result is null when no answer came in time.</summary>
internal sealed record StatusCall(long Query, TimeSpan Timeout, TaskCompletionSource<IQueryAnswer?> Result) : Call;

/// <summary>End the session.</summary>
internal sealed record CloseCall(TaskCompletionSource Result) : Call;
