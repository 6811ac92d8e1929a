using Akka.Consensus.Actors;
using Akka.Persistence;

namespace Akka.Consensus.Transactions;

/// <summary>
/// When a participant takes a snapshot, and what goes when it is durable: all that is older than the snapshot before. That one stays, with the events since,
/// for an operator to fall back on if the newest cannot be read.
/// </summary>
/// <param name="interval">After so many events; null for never.</param>
/// <param name="deleteEvents">Deletes the events up to a sequence number.</param>
/// <param name="deleteSnapshots">Deletes snapshots.</param>
internal sealed class ParticipantSnapshots(int? interval, Action<long> deleteEvents, Action<SnapshotSelectionCriteria> deleteSnapshots)
{
    private readonly JournalSweeper _sweeper = new(deleteEvents);
    private long _durable;
    private int _events;
    private bool _isUnderWay;

    /// <summary>A snapshot was read back.</summary>
    public void Recovered(SnapshotMetadata snapshot)
    {
        _durable = snapshot.SequenceNr;
        _sweeper.Recovered(snapshot.SequenceNr + 1, replacesAllBefore: false);
    }

    /// <summary>An event was read back.</summary>
    public void Replayed(long sequenceNr)
    {
        _events++;
        _sweeper.Recovered(sequenceNr, replacesAllBefore: false);
    }

    /// <summary>All that is stored has been read back.</summary>
    public void Start() => _sweeper.Start();

    /// <summary>An event is stored.</summary>
    public void Stored() => _events++;

    /// <summary>Whether it is time for a snapshot; if so it is under way from now on.</summary>
    public bool TryBegin()
    {
        if (_isUnderWay || interval is null || _events < interval)
            return false;
        (_isUnderWay, _events) = (true, 0);
        return true;
    }

    /// <summary>It is durable.</summary>
    public void Saved(SnapshotMetadata snapshot)
    {
        var before = _durable;
        (_isUnderWay, _durable) = (false, snapshot.SequenceNr);
        if (before == 0)
            return;
        _sweeper.SweepUpTo(before);
        deleteSnapshots(new SnapshotSelectionCriteria(before - 1));
    }

    /// <summary>It could not be stored: another one is due after as many events.</summary>
    public void Failed() => _isUnderWay = false;

    /// <summary>Events were deleted.</summary>
    public void Swept() => _sweeper.Swept();

    /// <summary>Events could not be deleted. The next snapshot brings the next attempt.</summary>
    public void NotSwept() => _sweeper.Failed();
}
