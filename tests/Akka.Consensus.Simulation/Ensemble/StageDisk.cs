using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>
/// The journal of one role. Writes finish in order; while one is under way, what comes next is gathered and written together. A crash keeps
/// a random prefix of what was not yet durable: the process may die between the disk's work and the word of it.
/// </summary>
/// <remarks>A write that fails ends the life of the role, as in the actor shell; some of it may be stored all the same.</remarks>
public sealed class StageDisk(StageRole role)
{
    private const long Ms = Schedule.Millisecond;
    private const long LongestHang = 4 * Schedule.Second;

    private readonly Stage _stage = role.Node.Stage;
    private readonly Prng _random = role.Node.Stage.Disks;
    private readonly List<IEvent> _durable = [];
    private readonly Queue<Pending> _pending = new();
    private int _first;
    private int _write;
    private bool _isWriting;

    private readonly record struct Pending(IEvent? Event, Address To = default, IMessage? Message = null, IOutcome? Outcome = null);

    /// <summary>Called once, with the time it will take, when the next write begins.</summary>
    public Action<long>? OnNextWrite { get; set; }

    /// <summary>Everything that was stored, with what has been deleted since.</summary>
    public IReadOnlyList<IEvent> Durable => _durable;

    /// <summary>Whether nothing waits to be written.</summary>
    public bool IsIdle => _pending.Count == 0;

    /// <summary>What a life of the role begins with.</summary>
    public IReadOnlyList<IEvent> Recover() => _durable[_first..];

    public void Append(IEvent change)
    {
        _pending.Enqueue(new Pending(change));
        if (!_isWriting)
            Write();
    }

    /// <summary>Sends the message when every event before it is durable: at once if all are.</summary>
    public void SendWhenDurable(Address to, IMessage message)
    {
        if (IsIdle)
            _stage.Send(role, to, message);
        else
            _pending.Enqueue(new Pending(null, to, message));
    }

    /// <summary>Tells the application when every event before it is durable. Only if one is not.</summary>
    public void TellWhenDurable(IOutcome outcome) => _pending.Enqueue(new Pending(null, Outcome: outcome));

    /// <summary>The role died, alone or with its process.</summary>
    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        var unwritten = _pending.Where(p => p.Event is not null).Select(p => p.Event!).ToList();
        _pending.Clear();
        _isWriting = false;
        _write++;
        var kept = (int)_random.Between(0, unwritten.Count);
        foreach (var change in unwritten.Take(kept))
            Store(change);
        return unwritten.Count - kept;
    }

    /// <summary>The disk is replaced by an empty one. Only between a crash and the next start.</summary>
    internal void Wipe()
    {
        _durable.Clear();
        _first = 0;
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
        var time = Draw();
        OnNextWrite?.Invoke(time);
        OnNextWrite = null;
        _stage.Schedule.After(time, () => role.Node.Run(() =>
        {
            if (write == _write)
                End(count);
        }));
    }

    private long Draw()
    {
        var (rates, usual) = (_stage.Plan.Rates, _stage.Plan.DiskMax);
        if (_stage.Conditions.IsHealthy(role.Node.Number))
            return _random.Between(50, 2 * Ms);
        if (_random.Chance(rates[Fault.HungWrite]))
        {
            Note(Fault.HungWrite, "hangs");
            return _random.Between(500 * Ms, LongestHang);
        }

        if (!_random.Chance(rates[Fault.SlowWrite]))
            return _random.Between(50, usual);
        Note(Fault.SlowWrite, "is slow");
        return _random.Between(usual, 200 * Ms);
    }

    private void End(int count)
    {
        var isHealthy = _stage.Conditions.IsHealthy(role.Node.Number);
        if (_stage.Conditions.IsFull(role.Node.Number))
        {
            role.Fail();
        }
        else if (!isHealthy && _random.Chance(_stage.Plan.Rates[Fault.FailedWrite]))
        {
            Note(Fault.FailedWrite, "fails to write");
            role.Fail();
        }
        else
        {
            Finish(count);
        }
    }

    private void Finish(int count)
    {
        while (_pending.TryPeek(out var next) && (count > 0 || next.Event is null))
        {
            _pending.Dequeue();
            if (next.Outcome is not null)
            {
                role.Tell(next.Outcome);
                continue;
            }

            if (next.Event is null)
            {
                _stage.Send(role, next.To, next.Message!);
                continue;
            }

            Store(next.Event);
            count--;
        }

        _isWriting = false;
        if (_pending.Count > 0)
            Write();
    }

    private void Store(IEvent change)
    {
        // What the event replaces is deleted some time later, unless the process dies before.
        if (change is IRebase && _random.Percent(50))
            _first = _durable.Count;
        _durable.Add(change);
        _stage.Stored(role, change);
    }

    private void Note(Fault fault, string what) => _stage.Faults.Note(fault, role.Name, what);
}
