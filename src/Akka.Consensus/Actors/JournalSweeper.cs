namespace Akka.Consensus.Actors;

/// <summary>
/// Deletes the rows of a journal that a later row stands for, some at a time: the journal has one writer, and votes wait behind it.
/// </summary>
internal sealed class JournalSweeper(Action<long> deleteUpTo)
{
    private const long Step = 256;

    private long _swept = -1;
    private long _asked = -1;
    private long _goal;

    /// <summary>A row was read back: rows before the first of them are gone already.</summary>
    public void Recovered(long sequenceNr, bool replacesAllBefore)
    {
        if (_swept < 0)
            _swept = _asked = sequenceNr - 1;
        if (replacesAllBefore)
            _goal = sequenceNr - 1;
    }

    /// <summary>All rows have been read back: goes on where an earlier life was interrupted.</summary>
    public void Start()
    {
        _swept = _asked = Math.Max(_swept, 0);
        Continue();
    }

    /// <summary>Every row up to this sequence number may go.</summary>
    public void SweepUpTo(long sequenceNr)
    {
        _goal = Math.Max(_goal, sequenceNr);
        Continue();
    }

    /// <summary>The journal has deleted what it was asked for.</summary>
    public void Swept()
    {
        _swept = _asked;
        Continue();
    }

    /// <summary>The journal could not. The next goal brings the next attempt.</summary>
    public void Failed() => _asked = _swept;

    private void Continue()
    {
        if (_asked > _swept || _swept >= _goal)
            return;
        _asked = Math.Min(_goal, _swept + Step);
        deleteUpTo(_asked);
    }
}
