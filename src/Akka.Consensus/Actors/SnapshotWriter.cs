using Akka.Consensus.Core;

namespace Akka.Consensus.Actors;

/// <summary>
/// Hands snapshots to the store one after the other: it writes two at once in any order, and they take one another's place.
/// </summary>
internal sealed class SnapshotWriter(Action<object> write)
{
    private readonly Queue<Snapshot> _waiting = new();

    public void Save(Snapshot snapshot)
    {
        _waiting.Enqueue(snapshot);
        if (_waiting.Count == 1)
            write(snapshot);
    }

    /// <summary>The store has answered.</summary>
    /// <returns>Up to where the snapshot goes that it was about.</returns>
    public LogIndex Finish()
    {
        var finished = _waiting.Dequeue();
        if (_waiting.TryPeek(out var next))
            write(next);
        return finished.Index;
    }
}
