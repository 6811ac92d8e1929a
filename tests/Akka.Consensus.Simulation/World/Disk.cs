using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.World;

/// <summary>
/// The journal of one role. Writes finish in order; while one is under way, what comes next is gathered and written together. A crash keeps
/// a random prefix of what was not yet durable: the process may die between the disk's work and the word of it.
/// </summary>
public sealed class Disk(Schedule schedule, Prng random, Conditions conditions, int node)
{
    private readonly List<IEvent> _durable = [];
    private readonly Queue<Pending> _pending = new();
    private int _write;
    private bool _isWriting;

    private readonly record struct Pending(IEvent? Event, Action? Deferred);

    /// <summary>Called for each event at the moment it is durable.</summary>
    public required Action<IEvent> OnDurable { get; init; }

    /// <summary>Runs an action of the process: later, if the process stands still.</summary>
    public required Action<Action> Run { get; init; }

    public IReadOnlyList<IEvent> Durable => _durable;

    public bool IsIdle => _pending.Count == 0;

    /// <summary>What the disk holds when the run begins.</summary>
    public void Begin(params IEvent[] events) => _durable.AddRange(events);

    public void Append(IEvent change)
    {
        _pending.Enqueue(new Pending(change, null));
        if (!_isWriting)
            Write();
    }

    /// <summary>Runs the action when every event before it is durable: at once if all are.</summary>
    public void WhenDurable(Action action)
    {
        if (IsIdle)
            action();
        else
            _pending.Enqueue(new Pending(null, action));
    }

    /// <summary>The process died.</summary>
    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        var unwritten = _pending.Where(p => p.Event is not null).Select(p => p.Event!).ToList();
        _pending.Clear();
        _isWriting = false;
        _write++;
        var kept = (int)random.Between(0, unwritten.Count);
        foreach (var change in unwritten.Take(kept))
            Keep(change);
        return unwritten.Count - kept;
    }

    /// <summary>The disk is sound again: what hangs is written at once.</summary>
    public void Unhang()
    {
        if (_isWriting)
            Write();
    }

    private void Write()
    {
        _isWriting = true;
        var write = ++_write;
        var count = _pending.Count(p => p.Event is not null);
        schedule.After(conditions.WriteTime(node), () => Run(() =>
        {
            if (write == _write)
                Finish(count);
        }));
    }

    private void Finish(int count)
    {
        while (count > 0)
        {
            var next = _pending.Dequeue();
            if (next.Event is not null)
            {
                Keep(next.Event);
                count--;
            }
            else
            {
                next.Deferred!();
            }
        }

        while (_pending.TryPeek(out var deferred) && deferred.Deferred is not null)
            _pending.Dequeue().Deferred!();
        _isWriting = false;
        if (_pending.Count > 0)
            Write();
    }

    private void Keep(IEvent change)
    {
        // What the event replaces is deleted some time later, unless the process dies before.
        if (change is IRebase && random.Percent(50))
            _durable.Clear();
        _durable.Add(change);
        OnDurable(change);
    }
}
