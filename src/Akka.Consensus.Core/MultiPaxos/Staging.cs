namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Collects the pieces of the log that a ballot's leader adopted, until all of it is there. Not thread-safe.</summary>
internal sealed class Staging
{
    private readonly List<Command> _entries = [];
    private Ballot _ballot = Ballot.Zero;

    /// <summary>The index before the first piece.</summary>
    public LogIndex Start { get; private set; }

    /// <summary>The end of the last piece.</summary>
    public LogIndex Last => Start + _entries.Count;

    /// <summary>The entry at an index in the pieces.</summary>
    public Command this[LogIndex index] => _entries[(int)(index - Start) - 1];

    /// <summary>The entries after an index in the pieces.</summary>
    public IReadOnlyList<Command> After(LogIndex previous) => _entries.GetRange((int)(previous - Start), (int)(Last - previous));

    /// <summary>Takes a piece.</summary>
    /// <returns>False if pieces before it are missing.</returns>
    public bool Add(Accept accept)
    {
        if (_ballot != accept.Ballot || accept.Previous != Last)
        {
            if (accept.Previous > accept.Agreed)
                return false;
            _ballot = accept.Ballot;
            Start = accept.Previous;
            _entries.Clear();
        }

        _entries.AddRange(accept.Entries);
        return true;
    }

    /// <summary>Forgets the pieces.</summary>
    public void Clear()
    {
        _entries.Clear();
        _ballot = Ballot.Zero;
    }
}
