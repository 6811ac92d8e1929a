namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Collects the pieces of the log that a ballot's leader adopted, until all of it is there. Not thread-safe.</summary>
internal sealed class Staging
{
    private ChainedLog _log = new(LogIndex.Zero, Fingerprint.Empty);
    private Ballot _ballot = Ballot.Zero;

    /// <summary>The index before the first piece.</summary>
    public LogIndex Start => _log.Start;

    /// <summary>The end of the last piece.</summary>
    public LogIndex Last => _log.Last;

    /// <summary>The fingerprint of the ballot's log up to an index in the pieces, or up to their start.</summary>
    public Fingerprint FingerprintAt(LogIndex index) => _log.FingerprintAt(index);

    /// <summary>The entries after an index in the pieces.</summary>
    public IReadOnlyList<Command> After(LogIndex previous) => _log.After(previous);

    /// <summary>Takes a piece.</summary>
    /// <returns>False if pieces before it are missing.</returns>
    public bool Add(Accept accept)
    {
        if (_ballot != accept.Ballot || accept.Previous != Last)
        {
            if (accept.Previous > accept.Agreed)
                return false;
            _ballot = accept.Ballot;
            _log = new ChainedLog(accept.Previous, accept.Before);
        }

        foreach (var entry in accept.Entries)
            _log.Add(entry);
        return true;
    }

    /// <summary>Forgets the pieces.</summary>
    public void Clear()
    {
        _log = new ChainedLog(LogIndex.Zero, Fingerprint.Empty);
        _ballot = Ballot.Zero;
    }
}
