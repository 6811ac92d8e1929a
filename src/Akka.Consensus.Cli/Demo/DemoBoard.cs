using System.Diagnostics;

namespace Akka.Consensus.Cli;

/// <summary>What goes on during a run, for whoever shows it. Thread-safe.</summary>
internal sealed class DemoBoard(IEnumerable<LocalNode> nodes, IEnumerable<string> locks)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, LockView> _locks = locks.ToDictionary(name => name, name => new LockView(name, null, 0, 0));
    private readonly Dictionary<string, NodeView> _nodes = nodes.ToDictionary(node => node.Id, node => new NodeView(node, "starting", 0));
    private readonly List<DemoEvent> _events = [];
    private string? _leader;

    public void Owned(string name, string worker, long token)
    {
        lock (_gate)
            _locks[name] = new LockView(name, worker, token, _locks[name].Grants + 1);
    }

    public void Freed(string name, long token)
    {
        lock (_gate)
        {
            // The next owner may have said so already.
            if (_locks[name].Token == token)
                _locks[name] = _locks[name] with { Owner = null };
        }
    }

    public void NodeIs(string id, string state, int pid)
    {
        lock (_gate)
            _nodes[id] = _nodes[id] with { State = state, Pid = pid };
    }

    public void Leads(string? leader)
    {
        lock (_gate)
            _leader = leader;
    }

    public void Say(string text)
    {
        lock (_gate)
            _events.Add(new DemoEvent(_clock.Elapsed, text));
    }

    public DemoSnapshot Look()
    {
        lock (_gate)
            return new DemoSnapshot(_clock.Elapsed, _leader, [.. _nodes.Values], [.. _locks.Values], [.. _events]);
    }
}

internal sealed record NodeView(LocalNode Node, string State, int Pid);

internal sealed record LockView(string Name, string? Owner, long Token, int Grants);

internal sealed record DemoEvent(TimeSpan At, string Text);

internal sealed record DemoSnapshot(
    TimeSpan At, string? Leader, IReadOnlyList<NodeView> Nodes, IReadOnlyList<LockView> Locks, IReadOnlyList<DemoEvent> Events)
{
    public int Grants => Locks.Sum(l => l.Grants);
}
