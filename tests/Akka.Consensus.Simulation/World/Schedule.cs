namespace Akka.Consensus.Simulation.World;

/// <summary>Virtual time, in microseconds, and what happens when. Things due at the same time happen in the order they were scheduled.</summary>
public sealed class Schedule
{
    public const long Millisecond = 1_000;
    public const long Second = 1_000_000;

    private readonly PriorityQueue<Action, (long Time, long Sequence)> _due = new();
    private long _sequence;

    public long Now { get; private set; }

    /// <summary>How many things have happened.</summary>
    public long Steps { get; private set; }

    public void After(long delay, Action action) => At(Now + delay, action);

    public void At(long time, Action action) => _due.Enqueue(action, (Math.Max(time, Now), _sequence++));

    /// <summary>Lets the next thing happen, if it is due before the end.</summary>
    public bool Step(long end)
    {
        if (!_due.TryPeek(out _, out var next) || next.Time >= end)
        {
            Now = Math.Max(Now, end);
            return false;
        }

        var action = _due.Dequeue();
        Now = next.Time;
        Steps++;
        action();
        return true;
    }
}
