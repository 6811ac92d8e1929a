using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Elections;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Tests.Elections;

/// <summary>Nodes that remember parts of one election, made up: each has come so far, and has forgotten so much. Thread-safe.</summary>
internal sealed class Replicas(Random random, int count) : IElectionLog
{
    private readonly Lock _gate = new();
    private readonly List<LockEvent> _all = [];
    private readonly EventPosition[] _since = new EventPosition[count];
    private readonly EventPosition[] _upTo = new EventPosition[count];
    private long _index;

    /// <summary>What an observer should see of all that happened.</summary>
    public List<LeaderChange> Changes { get; } = [];

    /// <summary>Who leads.</summary>
    public Leader? Leader { get; private set; }

    /// <summary>Called before each answer.</summary>
    public Action OnAsked { get; set; } = () => { };

    public bool IsEnded => false;

    /// <summary>How often a node had come less far than the observer.</summary>
    public int Lagging { get; private set; }

    /// <summary>Something happens: an entry of the log that is about another lock, or that makes, unmakes or replaces a leader.</summary>
    public void Happen()
    {
        using var scope = _gate.EnterScope();
        var index = new LogIndex(++_index);
        if (random.Next(3) == 0)
            return;
        var part = 0;
        if (Leader is { } old)
        {
            var (kind, change) = random.Next(3) switch
            {
                0 => (LockEventKind.Released, LeaderChangeKind.Resigned),
                1 => (LockEventKind.Lost, LeaderChangeKind.Lost),
                _ => (LockEventKind.Revoked, LeaderChangeKind.Removed),
            };
            Add(new LockEvent(index, kind, "x", default, old.Term, old.Value) { Part = ++part }, change, null);
        }

        if (part == 0 || random.Next(2) == 0)
        {
            var leader = new Leader(new FencingToken(index.Value), $"at {index}");
            Add(new LockEvent(index, LockEventKind.Granted, "x", default, leader.Term, leader.Value) { Part = ++part }, LeaderChangeKind.Elected, leader);
        }

        _all.Add(new LockEvent(index, LockEventKind.Queued, "x", default, default, null) { Part = ++part });
    }

    /// <summary>Something happens to another lock.</summary>
    public void Pass()
    {
        using var scope = _gate.EnterScope();
        _index++;
    }

    /// <summary>A node comes as far as this, or all the way.</summary>
    public void CatchUp(int node, long index = long.MaxValue)
    {
        using var scope = _gate.EnterScope();
        _upTo[node] = Later(_upTo[node], EventPosition.After(new LogIndex(Math.Min(index, _index))));
    }

    /// <summary>A node begins anew from a snapshot of where it is.</summary>
    public void Forget(int node)
    {
        using var scope = _gate.EnterScope();
        _since[node] = _upTo[node];
    }

    public Task<EventPage> ReadAsync(EventPosition after, bool isNewest, CancellationToken cancellationToken)
    {
        OnAsked();
        var node = random.Next(count);
        if (isNewest)
            CatchUp(node);
        return Task.FromResult(Page(node, after));
    }

    public Task<IReadOnlyList<Func<Task<EventPage>>>> OthersAsync(EventPosition after, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Func<Task<EventPage>>>>([.. Enumerable.Range(0, count).Select(n => (Func<Task<EventPage>>)(() => Task.FromResult(Page(n, after))))]);

    public Task<Leader?> LeaderAsync(CancellationToken cancellationToken)
    {
        OnAsked();
        return Task.FromResult(Leader);
    }

    /// <summary>A long answer comes in pages: here of two events.</summary>
    private EventPage Page(int node, EventPosition after)
    {
        using var scope = _gate.EnterScope();
        var (since, upTo) = (_since[node], _upTo[node]);
        if (after.Index.Value < long.MaxValue && upTo < after)
            Lagging++;
        var found = _all.Where(e => e.Position > after && e.Position > since && e.Position <= upTo).Take(3).ToList();
        return found.Count < 3 ? new EventPage(since, upTo, found, IsComplete: true) : new EventPage(since, found[1].Position, found[..2], IsComplete: false);
    }

    private void Add(LockEvent happened, LeaderChangeKind change, Leader? leader)
    {
        _all.Add(happened);
        Leader = leader;
        Changes.Add(new LeaderChange(change, leader));
    }

    private static EventPosition Later(EventPosition left, EventPosition right) => left > right ? left : right;
}
