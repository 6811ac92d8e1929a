using Akka.Consensus.Simulation.Checks;

namespace Akka.Consensus.Simulation.World;

/// <summary>Something that happens when its time has come. An object of its own for what happens millions of times, without a closure for each.</summary>
public abstract class Happening
{
    public abstract void Happen();
}

/// <summary>Virtual time, in microseconds, and what happens when. Things due at the same time happen in the order they were scheduled.</summary>
public sealed class Schedule
{
    public const long Millisecond = 1_000;
    public const long Second = 1_000_000;

    // Time and order in one number: 2^39 microseconds are six days, and a run that schedules 2^24 things does not end.
    private const int SequenceBits = 24;

    private readonly PriorityQueue<object, long> _due = new(1024);
    private long _sequence;
    private long _glances;
    private long _happened;

    public long Now { get; private set; }

    /// <summary>How many things have happened: messages delivered, ticks, writes finished, faults, and what applications did.</summary>
    public long Steps => _happened - _glances;

    public void After(long delay, Action action) => At(Now + delay, action);

    public void At(long time, Action action) => Add(time, action);

    public void At(long time, Happening happening) => Add(time, happening);

    /// <summary>As <see cref="After"/>, for those who only look: what they do is not counted as a step of the run.</summary>
    public void Glance(long delay, Action look) => After(delay, () =>
    {
        _glances++;
        look();
    });

    /// <summary>Lets the next thing happen, if it is due before the end.</summary>
    public bool Step(long end)
    {
        if (!_due.TryPeek(out var next, out var key) || key >> SequenceBits >= end)
        {
            Now = Math.Max(Now, end);
            return false;
        }

        _due.Dequeue();
        Now = key >> SequenceBits;
        _happened++;
        if (next is Happening happening)
            happening.Happen();
        else
            ((Action)next).Invoke();
        return true;
    }

    private void Add(long time, object what)
    {
        if (_sequence >> SequenceBits > 0)
            throw new ViolationException("endless", $"{_sequence} things have happened or are due, and the run has not ended");
        _due.Enqueue(what, (Math.Max(time, Now) << SequenceBits) | _sequence++);
    }
}
