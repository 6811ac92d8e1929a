namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>
/// The journals and the snapshot of one node, on one disk. It writes at once and in order, unless it hangs: then writes wait, and with
/// them every message that must not leave before.
/// </summary>
internal sealed class TraceDisk(TraceReport report, string node)
{
    private readonly List<(Role Role, IEvent Event)> _durable = [];
    private readonly List<Pending> _pending = [];
    private List<(Role Role, IEvent Event)>? _backup;

    private readonly record struct Pending(Role Role, IEvent? Event, Action? Deferred);

    /// <summary>Whether writes wait until they are let through one by one.</summary>
    public bool Hangs { get; set; }

    /// <summary>What a role finds when it starts: a learner its snapshot, the others their journals.</summary>
    public IEnumerable<IEvent> Durable(Role role) => _durable.Where(d => d.Role == role).Select(d => d.Event);

    /// <summary>Writes an event.</summary>
    public void Append(Role role, IEvent change)
    {
        if (!Hangs)
        {
            Keep(role, change);
            return;
        }

        report.Detail(node, $"(waits for disk) stores {TraceText.Of(change)}");
        _pending.Add(new Pending(role, change, null));
    }

    /// <summary>Runs the action when every event of the role before it is durable.</summary>
    /// <returns>Whether that was at once.</returns>
    public bool WhenDurable(Role role, Action action)
    {
        if (_pending.Exists(p => p.Role == role))
        {
            _pending.Add(new Pending(role, null, action));
            return false;
        }

        action();
        return true;
    }

    /// <summary>Lets the waiting writes through, the oldest first. What they give rise to waits again if the disk still hangs.</summary>
    public void Complete()
    {
        var waiting = _pending.ToList();
        _pending.Clear();
        foreach (var pending in waiting)
        {
            pending.Deferred?.Invoke();
            if (pending.Event is not null)
                Keep(pending.Role, pending.Event);
        }
    }

    /// <summary>The process dies. Of what was being written, so much has reached the disk.</summary>
    public void Crash(int kept)
    {
        foreach (var pending in _pending.Where(p => p.Event is not null))
        {
            if (kept-- > 0)
                Keep(pending.Role, pending.Event!);
            else
                report.Note(node, $"loses {TraceText.Of(pending.Event!)}");
        }

        _pending.Clear();
    }

    /// <summary>All that was ever written is gone.</summary>
    public void Wipe() => _durable.Clear();

    /// <summary>Copies the disk as it is now.</summary>
    public void BackUp() => _backup = [.. _durable];

    /// <summary>The disk is again as it was copied.</summary>
    public void Restore()
    {
        _durable.Clear();
        _durable.AddRange(_backup ?? throw new TraceException($"there is no copy of the disk of {node}"));
    }

    private void Keep(Role role, IEvent change)
    {
        if (change is IRebase or Snapshot)
            _durable.RemoveAll(d => d.Role == role);
        _durable.Add((role, change));
        report.Detail(node, $"stores {TraceText.Of(change)}");
    }
}
