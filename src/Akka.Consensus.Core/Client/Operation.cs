using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Client;

/// <summary>Where an acquire stands, from the client's side.</summary>
internal enum OperationState
{
    /// <summary>Not asked yet: there was no session.</summary>
    New,

    /// <summary>Asked, and no answer yet.</summary>
    Asked,

    /// <summary>In line.</summary>
    Waiting,

    /// <summary>Granted.</summary>
    Held,

    /// <summary>Being given back.</summary>
    Releasing,
}

/// <summary>One acquire, from the call to the release; or a lock taken away from another, from the call to the answer.</summary>
/// <param name="id">The caller's number for it.</param>
/// <param name="body">What is asked.</param>
/// <param name="deadline">Until when the caller waits; null for ever.</param>
/// <param name="maxHold">How long the lock is held at most; null for as long as the caller likes.</param>
internal sealed class Operation(long id, LockRequest body, TimeSpan? deadline, TimeSpan? maxHold)
{
    private TimeSpan? _holdUntil;

    public long Id { get; } = id;

    public LockRequest Body { get; } = body;

    public string Name => Body.Name;

    public OperationState State { get; set; }

    /// <summary>The number of the acquire in the session.</summary>
    public long Sequence { get; set; }

    /// <summary>The numbers of all that was asked for it: the acquire, its cancel, the release.</summary>
    public List<long> Requests { get; } = [];

    public FencingToken Token { get; private set; }

    /// <summary>Whether the caller has been told that it will not have the lock.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether it was asked, and is neither granted nor refused.</summary>
    public bool IsUndecided => State is OperationState.Asked or OperationState.Waiting;

    /// <summary>Whether the caller has waited long enough.</summary>
    public bool IsLate(TimeSpan now) => deadline is { } end && now >= end && !IsAbandoned && (IsUndecided || State == OperationState.New);

    /// <summary>Whether the lock has been held for as long as it may be.</summary>
    public bool IsOverheld(TimeSpan now) => State == OperationState.Held && now >= _holdUntil;

    /// <summary>The lock is the caller's.</summary>
    public void Hold(TimeSpan now, FencingToken token)
    {
        State = OperationState.Held;
        Token = token;
        _holdUntil = now + maxHold;
    }
}
