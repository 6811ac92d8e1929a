using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// The last events of all locks and sessions, as one node has applied them. It is no part of a snapshot: a node remembers what it has applied since it was
/// started, and says since when. Not thread-safe.
/// </summary>
/// <param name="capacity">How many events it remembers.</param>
public sealed class History(int capacity)
{
    private readonly Queue<LockEvent> _events = new();

    /// <summary>What every node remembers.</summary>
    public const int StandardCapacity = 65_536;

    /// <summary>It remembers all that came after this.</summary>
    public EventPosition Since { get; private set; }

    /// <summary>Takes note of an event, and forgets the oldest if there are too many.</summary>
    public void Add(in LockEvent happened)
    {
        if (_events.Count >= capacity)
            Since = _events.Dequeue().Position;
        _events.Enqueue(happened);
    }

    /// <summary>Forgets all: the state machine begins anew from a snapshot.</summary>
    public void Restart(LogIndex at)
    {
        _events.Clear();
        Since = EventPosition.After(at);
    }

    /// <summary>What came after a place.</summary>
    public IEnumerable<LockEvent> After(EventPosition after) => _events.Where(e => e.Position > after);
}
