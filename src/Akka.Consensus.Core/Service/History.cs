using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// The last events of all locks and sessions, as one node has applied them. It is no part of a snapshot: a node remembers what it has applied since it was
/// started, and says since when. Not thread-safe.
/// </summary>
/// <param name="capacity">How many events it remembers.</param>
public sealed class History(int capacity)
{
    private const int FirstSize = 256;

    // A ring, in the order of the log: the oldest is at _first.
    private LockEvent[] _events = [];
    private int _first;
    private int _count;

    /// <summary>What every node remembers.</summary>
    public const int StandardCapacity = 65_536;

    /// <summary>It remembers all that came after this.</summary>
    public EventPosition Since { get; private set; }

    /// <summary>Where the newest event stands; <see cref="Since"/> if none is remembered.</summary>
    public EventPosition Newest => _count == 0 ? Since : At(_count - 1).Position;

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
        (_events, _first, _count) = ([], 0, 0);
        Since = EventPosition.After(at);
    }

    /// <summary>What came after a place. Costs what it brings, however much is remembered.</summary>
    public IEnumerable<LockEvent> After(EventPosition after)
    {
        for (var i = CountUpTo(after); i < _count; i++)
            yield return At(i);
    }

    private int CountUpTo(EventPosition place)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (At(middle).Position > place)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private ref LockEvent At(int place) => ref _events[(_first + place) % _events.Length];

    private void Grow()
    {
        var larger = new LockEvent[Math.Min(capacity, Math.Max(FirstSize, _events.Length * 2))];
        for (var i = 0; i < _count; i++)
            larger[i] = At(i);
        (_events, _first) = (larger, 0);
    }
}
