namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>A stretch of the log that knows the fingerprint of all that stands before each of its entries, those it has dropped included. Not thread-safe.</summary>
public sealed class ChainedLog(LogIndex start, Fingerprint before)
{
    private readonly Log _entries = new(start);
    private readonly List<Fingerprint> _chain = [before];

    /// <summary>The index before the first entry.</summary>
    public LogIndex Start => _entries.Start;

    /// <summary>The index of the last entry.</summary>
    public LogIndex Last => _entries.Last;

    /// <summary>The entry at an index in the stretch.</summary>
    public Command this[LogIndex index] => _entries[index];

    /// <summary>The fingerprint of the log up to and including an index in the stretch, or its start.</summary>
    public Fingerprint FingerprintAt(LogIndex index) => _chain[(int)(index - Start)];

    /// <summary>Adds an entry at the end.</summary>
    public void Add(Command entry)
    {
        var next = _chain[^1];
        entry.AddTo(ref next);
        _entries.Add(entry);
        _chain.Add(next);
    }

    /// <summary>Drops every entry after an index.</summary>
    public void TruncateAfter(LogIndex index)
    {
        _entries.TruncateAfter(index);
        var keep = (int)(index - Start) + 1;
        _chain.RemoveRange(keep, _chain.Count - keep);
    }

    /// <summary>Forgets every entry up to and including an index.</summary>
    public void ForgetUpTo(LogIndex index)
    {
        _chain.RemoveRange(0, (int)(index - Start));
        _entries.ForgetUpTo(index);
    }

    /// <summary>See <see cref="Log.Slice"/>.</summary>
    public IReadOnlyList<Command> Slice(LogIndex previous, LogIndex upTo, GroupSettings settings) => _entries.Slice(previous, upTo, settings);

    /// <summary>All entries after an index.</summary>
    public IReadOnlyList<Command> After(LogIndex previous) => _entries.After(previous);
}
