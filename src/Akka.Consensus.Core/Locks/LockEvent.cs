namespace Akka.Consensus.Core.Locks;

/// <summary>What may happen to a lock, or to a session.</summary>
public enum LockEventKind
{
    /// <summary>A session was opened.</summary>
    Opened = 1,

    /// <summary>A session was closed by its client.</summary>
    Closed = 2,

    /// <summary>A session has expired.</summary>
    Expired = 3,

    /// <summary>A request stands in line.</summary>
    Queued = 4,

    /// <summary>A request got the lock.</summary>
    Granted = 5,

    /// <summary>The lock was given back.</summary>
    Released = 6,

    /// <summary>A request left the line.</summary>
    Cancelled = 7,

    /// <summary>The lock is no longer held: the holder's session has expired.</summary>
    Lost = 8,

    /// <summary>An operator took the lock away.</summary>
    Revoked = 9,

    /// <summary>A request was refused, for to wait would have been a deadlock.</summary>
    Deadlocked = 10,

    /// <summary>The time for which a lost lock was kept back is over.</summary>
    DelayEnded = 11,
}

/// <summary>Something that happened, in the order of the log.</summary>
/// <param name="Index">Where in the log.</param>
/// <param name="Kind">What.</param>
/// <param name="Name">The lock; empty where it is about a session.</param>
/// <param name="Owner">Whose request; the sequence is 0 where it is about a session.</param>
/// <param name="Token">The token of the grant; 0 where there is none.</param>
/// <param name="Text">What an application or an operator said with it: a candidate's value, who took a lock away, a circle of owners. Null for nothing.</param>
public readonly record struct LockEvent(LogIndex Index, LockEventKind Kind, string Name, Owner Owner, FencingToken Token, string? Text)
{
    /// <summary>Which of the events of its entry it is, from 1.</summary>
    public int Part { get; init; }

    /// <summary>Where it stands among all events.</summary>
    public EventPosition Position => new(Index, Part);

    /// <summary>How many bytes it takes when it is sent, at most.</summary>
    public int Size => WireSize.Of(Name, Text);
}

/// <summary>A place among all events: each entry of the log may have brought several.</summary>
/// <param name="Index">The entry.</param>
/// <param name="Part">Which of its events, from 1; <see cref="int.MaxValue"/> for after all of them.</param>
public readonly record struct EventPosition(LogIndex Index, int Part) : IComparable<EventPosition>
{
    /// <summary>The place after all that an entry brought.</summary>
    public static EventPosition After(LogIndex index) => new(index, int.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(EventPosition other) => (Index, Part).CompareTo((other.Index, other.Part));

    /// <summary>Order of events.</summary>
    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    /// <summary>Order of events.</summary>
    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    /// <summary>Order of events.</summary>
    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Order of events.</summary>
    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;
}

/// <summary>What the owner of a request must be told, besides the answers to what it asks.</summary>
public readonly record struct Notice(Owner Owner, LockAnswer Answer);
