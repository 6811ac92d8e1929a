using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Client;

/// <summary>How an acquire ended: with a handle, or with the reason why not.</summary>
internal readonly record struct AcquireResult(LockHandle? Handle, AcquireFailure Reason);

/// <summary>What the API asks of the client actor.</summary>
internal abstract record Call;

/// <summary>Acquire a lock.</summary>
internal sealed record AcquireCall(long Operation, string Name, bool Waits, TimeSpan? Timeout, TaskCompletionSource<AcquireResult> Result)
    : Call;

/// <summary>The caller wants the lock no more.</summary>
internal sealed record CancelCall(long Operation) : Call;

/// <summary>Give a lock back.</summary>
internal sealed record ReleaseCall(long Operation, TaskCompletionSource Result) : Call;

/// <summary>Which locks are held: one page. The result is null when no answer came in time.</summary>
internal sealed record LocksCall(long Query, string? Name, string After, bool IsLinearizable, TimeSpan Timeout,
    TaskCompletionSource<IMessage?> Result) : Call;

/// <summary>What a node knows of the group. The result is null when no answer came in time.</summary>
internal sealed record StatusCall(long Query, TimeSpan Timeout, TaskCompletionSource<IMessage?> Result) : Call;

/// <summary>End the session.</summary>
internal sealed record CloseCall(TaskCompletionSource Result) : Call;
