namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Fetches a snapshot from another learner, piece by piece. Where a piece is lost, damaged, or comes out of order, the transfer goes on from
/// where it was; from another node too, if that has the same snapshot. Not thread-safe.
/// </summary>
public class SnapshotTransfer
{
    private SnapshotChunk? _first;
    private byte[] _bytes = [];
    private int _received;

    /// <summary>Whom the pieces are asked of; null while none are.</summary>
    public NodeId? Source { get; private set; }

    /// <summary>Whether a piece came since this was last reset.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Begins, or goes on with another node.</summary>
    public void AskOf(NodeId source, Effects effects)
    {
        Source = source;
        Ask(effects);
    }

    /// <summary>Asks for the next piece.</summary>
    public void Ask(Effects effects)
    {
        if (Source is { } source)
            effects.Send(Address.Learner(source), new FetchSnapshot(_first?.Index ?? LogIndex.Zero, _received));
    }

    /// <summary>Takes a piece.</summary>
    /// <returns>The snapshot, when this was its last piece and the whole is what was sent; else null.</returns>
    public Snapshot? Take(SnapshotChunk chunk, Effects effects)
    {
        if (Source is null || chunk.Length < 0)
            return null;
        if (!IsOfThis(chunk))
        {
            if (chunk.Offset != 0 || chunk.Index < (_first?.Index ?? LogIndex.Zero))
                return null;
            _first = chunk;
            _bytes = new byte[chunk.Length];
            _received = 0;
        }

        if (chunk.Offset == _received && chunk.Bytes.Length <= _bytes.Length - _received && Core.Snapshot.ChecksumOf(chunk.Bytes) == chunk.Checksum)
        {
            chunk.Bytes.CopyTo(_bytes, _received);
            _received += chunk.Bytes.Length;
            HasMoved = true;
        }
        else if (chunk.Offset < _received)
        {
            return null; // doubled, or late: the next one has been asked for
        }

        if (!IsComplete(_received, _bytes.Length))
        {
            Ask(effects);
            return null;
        }

        var snapshot = new Snapshot(_first!.Index, _first.Log, _bytes, _first.Whole);
        Stop();
        return IsSound(snapshot) ? snapshot : null;
    }

    /// <summary>Whether all has come.</summary>
    protected virtual bool IsComplete(int received, int length) => received == length;

    /// <summary>Whether what came is what was sent.</summary>
    protected virtual bool IsSound(Snapshot snapshot) => snapshot.IsWhole;

    private void Stop()
    {
        Source = null;
        _first = null;
        _bytes = [];
        _received = 0;
    }

    private bool IsOfThis(SnapshotChunk chunk) =>
        _first is { } first && first.Index == chunk.Index && first.Whole == chunk.Whole && first.Length == chunk.Length;
}
