namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>
/// The journals of one node, on one disk. It writes at once and in order, unless it hangs: then writes wait, and with them every
/// message that must not leave before.
/// </summary>
internal sealed class TraceDisk(TraceReport report, string node)
{
    private readonly List<(Role Role, IEvent Event)> _durable = [];
    private readonly List<Pending> _pending = [];

    private readonly record struct Pending(Role Role, IEvent? Event, Action? Deferred);

    /// <summary>Whether writes wait until they are let through one by one.</summary>
    public bool Hangs { get; set; }

    /// <summary>What a role finds when it starts.</summary>
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

    private void Keep(Role role, IEvent change)
    {
        _durable.Add((role, change));
        report.Detail(node, $"stores {TraceText.Of(change)}");
    }
}
