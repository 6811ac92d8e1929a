using Akka.Consensus.Core;

namespace Akka.Consensus.Simulation.World;

/// <summary>Where a learner keeps its one snapshot. A crash in the middle of a write leaves the old one, or the new one, and never a part.</summary>
public sealed class SnapshotStore(SimulatedNode node)
{
    private const long Slowest = 20 * Schedule.Millisecond;

    private readonly Queue<Snapshot> _writing = new();
    private int _life;

    /// <summary>Called when a snapshot is durable.</summary>
    public required Action<Snapshot> OnDurable { get; init; }

    /// <summary>What a restart finds; null for nothing.</summary>
    public Snapshot? Durable { get; private set; }

    public void Save(Snapshot snapshot, Action<SnapshotSaved> saved)
    {
        _writing.Enqueue(snapshot);
        if (_writing.Count == 1)
            Write(saved);
    }

    /// <summary>The process died.</summary>
    public void Crash()
    {
        if (_writing.TryPeek(out var under) && node.World.Disks.Percent(50))
            Keep(under);
        _writing.Clear();
        _life++;
    }

    /// <summary>The snapshot is gone. Only between a crash and the next start.</summary>
    public void Wipe() => Durable = null;

    private void Write(Action<SnapshotSaved> saved)
    {
        var life = _life;
        node.World.Schedule.After(node.World.Disks.Between(1, Slowest), () => node.Run(() =>
        {
            if (life != _life)
                return;
            var snapshot = _writing.Dequeue();
            Keep(snapshot);
            if (_writing.Count > 0)
                Write(saved);
            saved(new SnapshotSaved(snapshot.Index, IsDurable: true));
        }));
    }

    private void Keep(Snapshot snapshot)
    {
        Durable = snapshot;
        OnDurable(snapshot);
    }
}
