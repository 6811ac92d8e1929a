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

/// <summary>One acquire, from the call to the release.</summary>
internal sealed class Operation(long id, string name, bool waits, TimeSpan? deadline)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    public bool Waits { get; } = waits;

    public OperationState State { get; set; }

    /// <summary>The number of the acquire in the session.</summary>
    public long Sequence { get; set; }

    /// <summary>The numbers of all that was asked for it: the acquire, its cancel, the release.</summary>
    public List<long> Requests { get; } = [];

    public FencingToken Token { get; set; }

    /// <summary>Whether the caller has been told that it will not have the lock.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether it was asked, and is neither granted nor refused.</summary>
    public bool IsUndecided => State is OperationState.Asked or OperationState.Waiting;

    /// <summary>Whether the caller has waited long enough.</summary>
    public bool IsLate(TimeSpan now) => deadline is { } end && now >= end && !IsAbandoned && (IsUndecided || State == OperationState.New);
}
