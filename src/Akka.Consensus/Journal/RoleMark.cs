namespace Akka.Consensus.Journal;

/// <summary>The high-water mark of one role. Not thread-safe.</summary>
internal sealed class RoleMark
{
    private readonly HighWaterMark _file;
    private readonly UInt128 _key;
    private readonly int _index;
    private int _slot;

    public RoleMark(HighWaterMark file, MarkLayout.Record record)
    {
        _file = file;
        (_key, _index, _slot, Last) = record;
    }

    /// <summary>The last row known to be on the disk; number 0 if none is.</summary>
    public RowStamp Last { get; private set; }

    /// <summary>Raises the mark to a row that the journal has said is durable.</summary>
    /// <exception cref="IOException">The disk did not take it: the mark stays where it was.</exception>
    public void Raise(RowStamp row)
    {
        Span<byte> slot = stackalloc byte[MarkLayout.SlotSize];
        MarkLayout.Write(slot, _key, row);
        _file.Write(slot, MarkLayout.OffsetOf(_index, 1 - _slot));
        _slot = 1 - _slot;
        Last = row;
    }
}
