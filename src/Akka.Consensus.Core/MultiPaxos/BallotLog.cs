namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// The log of one ballot, as its leader keeps it: what phase 1 adopted, what was proposed after that, and how much of both is chosen.
/// Not thread-safe.
/// </summary>
/// <param name="committed">Up to where it was known to be chosen when it was adopted. What stands before is not kept.</param>
/// <param name="before">The fingerprint of the log up to there.</param>
/// <param name="adopted">Where it ended then.</param>
/// <param name="settings">The limits of the group.</param>
internal sealed class BallotLog(LogIndex committed, Fingerprint before, LogIndex adopted, GroupSettings settings)
{
    private readonly ChainedLog _entries = new(committed, before);
    private long _uncommittedBytes;

    /// <summary>Entries up to here are not kept.</summary>
    public LogIndex Start => _entries.Start;

    /// <summary>The end of the log.</summary>
    public LogIndex Last => _entries.Last;

    /// <summary>Where the log ended that phase 1 adopted.</summary>
    public LogIndex Adopted { get; } = adopted;

    /// <summary>Up to where the log is known to be chosen.</summary>
    public LogIndex Committed { get; private set; } = committed;

    /// <summary>Whether more may be proposed before what was is chosen.</summary>
    public bool HasRoom => Last - Committed < settings.MaxInFlightEntries && _uncommittedBytes < settings.MaxInFlightBytes;

    /// <summary>The fingerprint of the log up to an index that is kept, or up to where that starts.</summary>
    public Fingerprint FingerprintAt(LogIndex index) => _entries.FingerprintAt(index);

    /// <summary>Adds a piece of what phase 1 adopted.</summary>
    public void Add(IReadOnlyList<Command> adoptedEntries)
    {
        foreach (var entry in adoptedEntries)
        {
            _entries.Add(entry);
            _uncommittedBytes += entry.Size;
        }
    }

    /// <summary>Adds the next batch of what waits.</summary>
    public void AddBatch(PendingCommands pending) => _uncommittedBytes += pending.MoveBatch(_entries);

    /// <summary>The entries after an index, as many as one message may carry.</summary>
    public IReadOnlyList<Command> Slice(LogIndex previous) => _entries.Slice(previous, Last, settings);

    /// <summary>Takes note of what is chosen, and keeps of it only as much as a follower that is a little behind may need.</summary>
    public void CommitUpTo(LogIndex chosen)
    {
        for (; Committed < chosen; Committed = Committed.Next)
            _uncommittedBytes -= _entries[Committed.Next].Size;
        var start = new LogIndex(Committed.Value - settings.KeptEntries);
        if (start - Start >= settings.KeptEntries / 8 + 1)
            _entries.ForgetUpTo(start);
    }
}
