using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.World;

/// <summary>
/// The journal of one role. Writes finish in order; while one is under way, what comes next is gathered and written together. A crash keeps
/// a random prefix of what was not yet durable: the process may die between the disk's work and the word of it.
/// </summary>
/// <remarks>
/// A write that fails ends the life of the role, as in the actor shell, and nobody knows what became of it. It may even be stored later, while
/// the role's next life goes on without it: then the next write of that life finds its place in the journal taken, and fails in turn, as the unique
/// index of the real journal makes it.
/// </remarks>
public sealed class Disk(SimulatedNode node, Role role)
{
    private const long Ms = Schedule.Millisecond;
    private const long LongestHang = 4 * Schedule.Second;
    private const long LatestLanding = 3 * Schedule.Second;

    // What the shell's circuit breaker allows a write.
    private const long GivenUpAfter = 10 * Schedule.Second;

    private readonly SimulatedWorld _world = node.World;
    private readonly Prng _random = node.World.Disks;
    private readonly List<IEvent> _durable = [];
    private readonly List<long> _storedAt = [];
    private readonly Queue<Pending> _pending = new();
    private readonly string _who = $"{node.Id} {role.ToString().ToLowerInvariant()}";
    private int _first;
    private int _mark;
    private int _known;
    private int _write;
    private bool _isWriting;

    private readonly record struct Pending(IEvent? Event, Address To = default, IMessage? Message = null);

    /// <summary>Called for each event at the moment it is durable.</summary>
    public required Action<IEvent> OnDurable { get; init; }

    /// <summary>Called for each message whose time has come.</summary>
    public required Action<Address, IMessage> Send { get; init; }

    /// <summary>Called when a write has failed: the role must stop.</summary>
    public required Action OnFailed { get; init; }

    /// <summary>Called when the disk no longer says what it said.</summary>
    public required Action OnReverted { get; init; }

    /// <summary>Called once, with the time it will take, when the next write begins.</summary>
    public Action<long>? OnNextWrite { get; set; }

    /// <summary>Everything that was stored and not undone, with what has been deleted since.</summary>
    public IReadOnlyList<IEvent> Durable => _durable;

    public bool IsIdle => _pending.Count == 0;

    /// <summary>Whether a write that had failed was stored all the same: the next will find its place taken, and the role will stop.</summary>
    public bool HasStrayWrite => _known != _durable.Count;

    /// <summary>Whether the write that is under way hangs.</summary>
    public bool IsHung { get; private set; }

    /// <summary>What the disk holds when the run begins.</summary>
    public void Begin(params IEvent[] events)
    {
        _durable.AddRange(events);
        _storedAt.AddRange(events.Select(_ => _world.Schedule.Now));
    }

    /// <summary>What a life of the role begins with.</summary>
    public IReadOnlyList<IEvent> Recover()
    {
        _known = _durable.Count;
        _mark = Math.Max(_mark, _known);
        return _durable[_first..];
    }

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
            Send(to, message);
        else
            _pending.Enqueue(new Pending(null, to, message));
    }

    /// <summary>The role died, alone or with its process.</summary>
    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        var unwritten = Abandon();
        var kept = _known == _durable.Count ? (int)_random.Between(0, unwritten.Count) : 0;
        foreach (var change in unwritten.Take(kept))
            Keep(change);
        return unwritten.Count - kept;
    }

    /// <summary>Whether the journal holds less than the mark beside it says that it held.</summary>
    public bool IsSetBack => _durable.Count < _mark;

    /// <summary>The disk is replaced by an empty one. Only between a crash and the next start.</summary>
    public void Wipe()
    {
        GoBack(long.MinValue);
        _mark = 0;
    }

    /// <summary>The journal is as it was at a moment of the past; the mark beside it is not. Only between a crash and the next start.</summary>
    /// <returns>How many events are gone.</returns>
    public int GoBack(long moment)
    {
        var kept = _storedAt.FindIndex(at => at > moment);
        if (kept < 0)
            return 0;
        var gone = _durable.Count - kept;
        _durable.RemoveRange(kept, gone);
        _storedAt.RemoveRange(kept, gone);
        _first = Math.Max(0, _durable.FindLastIndex(e => e is IRebase));
        OnReverted();
        return gone;
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
        var count = 0;
        foreach (var pending in _pending)
            count += pending.Event is null ? 0 : 1;
        var (time, isGivenUp) = Draw();
        OnNextWrite?.Invoke(time);
        OnNextWrite = null;
        _world.Schedule.After(time, () => node.Run(() =>
        {
            if (write == _write)
                End(count, isGivenUp);
        }));
    }

    private (long Time, bool IsGivenUp) Draw()
    {
        var (rates, usual) = (_world.Plan.Rates, _world.Plan.DiskMax);
        IsHung = false;
        if (_world.Conditions.IsHealthy(node.Number))
            return (_random.Between(50, 2 * Ms), false);
        if (_random.Chance(rates[Fault.HungWrite]))
        {
            IsHung = true;
            var isGivenUp = _random.Percent(20);
            Note(Fault.HungWrite, isGivenUp ? "hangs until it is given up" : "hangs");
            return (isGivenUp ? GivenUpAfter : _random.Between(500 * Ms, LongestHang), isGivenUp);
        }

        var isSlow = _random.Chance(rates[Fault.SlowWrite]);
        if (isSlow)
            Note(Fault.SlowWrite, "is slow");
        return (isSlow ? _random.Between(usual, 200 * Ms) : _random.Between(50, usual), false);
    }

    private void End(int count, bool isGivenUp)
    {
        IsHung = false;
        if (HasStrayWrite)
        {
            _world.Probes.Hit(Probe.WriteFoundItsPlaceTaken);
            Fail(count, mayBeStored: false);
        }
        else if (_world.Conditions.IsFull(node.Number))
        {
            _world.Probes.Hit(Probe.WriteFailedOnAFullDisk);
            Fail(count, mayBeStored: false);
        }
        else if (isGivenUp)
        {
            Fail(count, mayBeStored: true);
        }
        else if (!_world.Conditions.IsHealthy(node.Number) && _random.Chance(_world.Plan.Rates[Fault.FailedWrite]))
        {
            Note(Fault.FailedWrite, "fails to write");
            Fail(count, mayBeStored: true);
        }
        else
        {
            Finish(count, isStored: true);
        }
    }

    private void Finish(int count, bool isStored)
    {
        while (count > 0)
        {
            var next = _pending.Dequeue();
            if (next.Event is not null)
            {
                if (isStored)
                    Keep(next.Event);
                count--;
            }
            else
            {
                Send(next.To, next.Message!);
            }
        }

        while (_pending.TryPeek(out var deferred) && deferred.Message is not null)
        {
            _pending.Dequeue();
            Send(deferred.To, deferred.Message);
        }

        _isWriting = false;
        if (_pending.Count > 0)
            Write();
    }

    /// <summary>
    /// The write has failed, as far as the role is told. Nothing of it is stored, or a part, or all; or all of it lands later, unless another has
    /// taken its place by then.
    /// </summary>
    private void Fail(int count, bool mayBeStored)
    {
        if (!_world.Variant.StopsWhenAWriteFails)
        {
            Finish(count, isStored: false);
            return;
        }

        IsHung = false;
        var batch = Abandon().GetRange(0, count);
        var fate = mayBeStored ? _random.Below(3) : 0;
        if (fate == 1)
        {
            var kept = (int)_random.Between(0, count);
            foreach (var change in batch.Take(kept))
                Keep(change);
            if (kept > 0)
                _world.Probes.Hit(Probe.FailedWriteWasStoredAllTheSame);
        }
        else if (fate == 2)
        {
            var (place, process) = (_durable.Count, node.Life);
            _world.Schedule.After(_random.Between(1, LatestLanding), () => node.Run(() => Land(batch, place, process)));
        }

        OnFailed();
    }

    private void Land(List<IEvent> batch, int place, int process)
    {
        if (process != node.Life || place != _durable.Count || _world.Conditions.IsHealthy(node.Number))
            return;
        _world.Probes.Hit(Probe.FailedWriteWasStoredLater);
        _world.Trace.Note(_who, $"finds {batch.Count} events in its journal that it was told had failed");
        foreach (var change in batch)
            Store(change);
    }

    /// <summary>Forgets what is not durable.</summary>
    private List<IEvent> Abandon()
    {
        var unwritten = _pending.Where(p => p.Event is not null).Select(p => p.Event!).ToList();
        _pending.Clear();
        _isWriting = IsHung = false;
        _write++;
        return unwritten;
    }

    private void Keep(IEvent change)
    {
        _known++;
        Store(change);
        _mark = _durable.Count;
    }

    private void Store(IEvent change)
    {
        // What the event replaces is deleted some time later, unless the process dies before.
        if (change is IRebase && _random.Percent(50))
            _first = _durable.Count;
        _durable.Add(change);
        _storedAt.Add(_world.Schedule.Now);
        OnDurable(change);
    }

    private void Note(Fault fault, string what) => _world.Faults.Note(fault, _who, what);
}
