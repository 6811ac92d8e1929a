using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// The last events of all locks and sessions, as one node has applied them. It is no part of a snapshot: a node remembers what it has applied since it was
/// started, and says since when. Not thread-safe.
/// </summary>
/// <param name="capacity">How many events it remembers.</param>
public sealed class History(int capacity)
{
    // A ring that grows to the capacity: those who follow the events ask for the newest again and again, and must not pay for all.
    private LockEvent[] _events = [];
    private int _first;
    private int _count;

    /// <summary>What every node remembers.</summary>
    public const int StandardCapacity = 65_536;

    /// <summary>It remembers all that came after this.</summary>
    public EventPosition Since { get; private set; }

    /// <summary>Takes note of an event, and forgets the oldest if there are too many.</summary>
    public void Add(in LockEvent happened)
    {
        if (_count == capacity)
        {
            Since = At(0).Position;
            _first = (_first + 1) % _events.Length;
            _count--;
        }

        if (_count == _events.Length)
            Grow();
        At(_count++) = happened;
    }

    /// <summary>Forgets all: the state machine begins anew from a snapshot.</summary>
    public void Restart(LogIndex at)
    {
        Array.Clear(_events);
        _count = 0;
        Since = EventPosition.After(at);
    }

    /// <summary>What came after a place.</summary>
    public IEnumerable<LockEvent> After(EventPosition after)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = At(middle).Position > after ? (low, middle) : (middle + 1, high);
        }

        for (var i = low; i < _count; i++)
            yield return At(i);
    }

    private ref LockEvent At(int number) => ref _events[(_first + number) % _events.Length];

    private void Grow()
    {
        var grown = new LockEvent[Math.Min(capacity, Math.Max(64, 2 * _count))];
        for (var i = 0; i < _count; i++)
            grown[i] = At(i);
        (_events, _first) = (grown, 0);
    }
}
