namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>A stretch of the log, from just after <see cref="Start"/> to <see cref="Last"/>, without gaps. Not thread-safe.</summary>
public sealed class Log(LogIndex start)
{
    private readonly List<Command> _entries = [];

    /// <summary>The index before the first entry.</summary>
    public LogIndex Start { get; private set; } = start;

    /// <summary>The index of the last entry.</summary>
    public LogIndex Last => Start + _entries.Count;

    /// <summary>The entry at an index in the stretch.</summary>
    public Command this[LogIndex index] => _entries[Offset(index)];

    /// <summary>Adds an entry at the end.</summary>
    public void Add(Command entry) => _entries.Add(entry);

    /// <summary>Drops every entry after an index.</summary>
    public void TruncateAfter(LogIndex index)
    {
        Invariant.Require(index >= Start && index <= Last, "a log is cut within its bounds");
        var keep = (int)(index - Start);
        _entries.RemoveRange(keep, _entries.Count - keep);
    }

    /// <summary>Forgets every entry up to and including an index.</summary>
    public void ForgetUpTo(LogIndex index)
    {
        Invariant.Require(index >= Start && index <= Last, "a log is forgotten within its bounds");
        _entries.RemoveRange(0, (int)(index - Start));
        Start = index;
    }

    /// <summary>The entries after <paramref name="previous"/> and not after <paramref name="upTo"/>, as many as a message may carry; at least one.</summary>
    public IReadOnlyList<Command> Slice(LogIndex previous, LogIndex upTo, GroupSettings settings)
    {
        var first = Offset(previous.Next);
        var end = (int)(upTo - Start);
        var bytes = 0;
        var next = first;
        while (next < end && next - first < settings.MaxBatchEntries)
        {
            bytes += _entries[next].Size;
            if (bytes > settings.MaxBatchBytes && next > first)
                break;
            next++;
        }

        return _entries.GetRange(first, Math.Max(0, next - first));
    }

    /// <summary>All entries after an index.</summary>
    public IReadOnlyList<Command> After(LogIndex previous) => _entries.GetRange(Offset(previous.Next), (int)(Last - previous));

    private int Offset(LogIndex index) => (int)(index - Start) - 1;
}
