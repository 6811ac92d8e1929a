namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Delivers the chosen entries in order, without gaps, each once; and stands in for them by snapshots.</summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.3. A learner stores no entries: its acceptor has them. When that has had nothing new for an
/// election timeout, any other acceptor is asked: a node that has lost touch with the leader alone still learns, and so does one that may not vote.
/// </remarks>
public class Learner(NodeId self, Quorum quorum, GroupSettings settings, IStateMachine state, SnapshotTransfer transfer)
{
    private readonly StallWatch _silence = new(settings.ElectionTimeout);
    private readonly StallWatch _stuck = new(settings.ElectionTimeout);
    private Fingerprint _log = Fingerprint.Empty;
    private Snapshot? _snapshot;
    private Snapshot? _saving;
    private long _bytesSince;
    private int _nextPeer;
    private bool _hasAsked;
    private bool _hasMoved;
    private bool _isTransferIdle;

    /// <summary>The last entry that was delivered, or that a snapshot stands for.</summary>
    public LogIndex Applied { get; private set; }

    /// <summary>The fingerprint of the log up to there: equal on every replica at the same index (M2).</summary>
    public Fingerprint Log => _log;

    /// <summary>The newest durable snapshot; null before the first.</summary>
    public Snapshot? Snapshot => _snapshot;

    /// <summary>Takes back the stored snapshot. One that is damaged is no loss: another node has one.</summary>
    public void Recover(Snapshot snapshot)
    {
        if (!snapshot.IsWhole)
            return;
        Become(snapshot);
        _snapshot = snapshot;
    }

    /// <summary>Asks this node's acceptor for what comes next.</summary>
    public void Ask(Effects effects)
    {
        _hasAsked = true;
        Ask(self, effects);
    }

    /// <summary>Asks again where an answer is missing.</summary>
    public void Tick(TimeSpan now, Effects effects)
    {
        // The acceptor may have restarted, and have forgotten what was asked, and how far the snapshot goes.
        if (!_hasAsked)
            Ask(effects);
        _hasAsked = false;
        TellSnapshot(effects);

        _silence.Note(now, isWaiting: quorum.Members.Length > 1, _hasMoved);
        _stuck.Note(now, isWaiting: transfer.Source is not null, transfer.HasMoved);
        _isTransferIdle = transfer.Source is not null && !transfer.HasMoved;
        _hasMoved = transfer.HasMoved = false;
        if (transfer.Source is null && _silence.IsStalled(now))
        {
            Ask(NextPeer(), effects);
            _silence.Reset();
        }
        else if (transfer.Source is not null && _stuck.IsStalled(now))
        {
            transfer.AskOf(NextPeer(), effects);
            _stuck.Reset();
        }
        else if (transfer.Source is not null)
        {
            transfer.Ask(effects);
        }
    }

    /// <summary>Delivers the entries that are new.</summary>
    public void Receive(NodeId from, Chosen chosen, Effects effects)
    {
        if (chosen.Previous == Applied)
            Invariant.Require(chosen.Log == _log, $"M2: the logs of '{from}' and of '{self}' differ at or before {Applied}");
        var before = Applied;
        if (IsConnected(chosen.Previous))
        {
            foreach (var entry in chosen.Entries.Skip((int)(Applied - chosen.Previous)))
                Deliver(entry, effects);
        }

        _hasMoved |= Applied > before;
        if (from == self)
            Ask(effects);
        else if (Applied > before)
            Ask(from, effects);
    }

    /// <summary>Only a snapshot holds what comes next.</summary>
    public void Receive(NodeId from, Gone gone, Effects effects)
    {
        Invariant.Require(from != self || quorum.Members.Length > 1,
            $"the journal is trimmed up to {gone.Start}, and the snapshot that stands for it is missing or damaged");
        if (gone.Start > Applied && transfer.Source is null)
            FetchSnapshotOf(from, effects);
    }

    /// <summary>
    /// The acceptor of this node needs a snapshot: this one's own, or else another's. It has just heard from the node that it names; one that was asked before
    /// and is silent may be out of reach.
    /// </summary>
    public void Receive(NeedSnapshot need, Effects effects)
    {
        if (Applied >= need.AtLeast)
        {
            if ((_snapshot?.Index ?? LogIndex.Zero) < need.AtLeast)
                Save(effects);
        }
        else if (transfer.Source is null || (_isTransferIdle && !transfer.HasMoved))
        {
            FetchSnapshotOf(need.Source, effects);
        }
    }

    /// <summary>Sends a piece of the newest durable snapshot.</summary>
    public void Receive(Address from, FetchSnapshot fetch, Effects effects)
    {
        if (_snapshot is not { } snapshot)
            return;
        var offset = fetch.Index == snapshot.Index && fetch.Offset < snapshot.State.Length ? fetch.Offset : 0;
        var piece = snapshot.State.AsSpan(offset, Math.Min(settings.MaxBatchBytes, snapshot.State.Length - offset)).ToArray();
        effects.Send(from, new SnapshotChunk(snapshot.Index, snapshot.Log, snapshot.State.Length, snapshot.Checksum, offset, piece,
            Core.Snapshot.ChecksumOf(piece)));
    }

    /// <summary>Takes a piece of another's snapshot.</summary>
    /// <returns>Whether that made it whole, and the state machine has become what it says.</returns>
    public bool Receive(SnapshotChunk chunk, Effects effects)
    {
        if (transfer.Take(chunk, effects) is not { } snapshot || snapshot.Index <= Applied)
            return false;
        Become(snapshot);
        _hasMoved = true;
        Save(snapshot, effects);
        Ask(effects);
        return true;
    }

    /// <summary>The disk has answered.</summary>
    public void Receive(SnapshotSaved saved, Effects effects)
    {
        if (_saving is not { } saving || saving.Index != saved.Index)
            return;
        _saving = null;
        if (!saved.IsDurable)
            return;
        _snapshot = saving;
        TellSnapshot(effects);
    }

    /// <summary>Whether entries after this index leave no gap (M3).</summary>
    protected virtual bool IsConnected(LogIndex previous) => previous <= Applied;

    private void Deliver(Command entry, Effects effects)
    {
        Applied = Applied.Next;
        entry.AddTo(ref _log);
        _bytesSince += entry.Size;
        effects.Deliver(Applied, entry);
    }

    /// <summary>
    /// Takes a snapshot if one is due. The caller has carried out all that was delivered. All replicas do so at about the same indexes, so that a transfer can
    /// go on with another node; and a large state is written less often, lest there be more of it than of the log.
    /// </summary>
    public void SaveIfDue(LogIndex before, Effects effects)
    {
        var isDue = before.Value / settings.SnapshotInterval < Applied.Value / settings.SnapshotInterval;
        if (isDue && _bytesSince >= (_snapshot?.State.Length ?? 0))
            Save(effects);
    }

    private void Save(Effects effects)
    {
        if (_saving is null)
            Save(Core.Snapshot.Of(Applied, _log, Written()), effects);
    }

    private byte[] Written()
    {
        var writer = new StateWriter(_snapshot?.State.Length ?? 0);
        state.Write(writer);
        return writer.ToArray();
    }

    private void Save(Snapshot snapshot, Effects effects)
    {
        _saving = snapshot;
        _bytesSince = 0;
        effects.Save(snapshot);
    }

    private void Become(Snapshot snapshot)
    {
        state.Read(new StateReader(snapshot.State));
        Applied = snapshot.Index;
        _log = snapshot.Log;
        _bytesSince = 0;
    }

    private void TellSnapshot(Effects effects)
    {
        if (_snapshot is { } snapshot)
            effects.Send(Address.Acceptor(self), new Snapshotted(snapshot.Index, snapshot.Log));
    }

    private void Ask(NodeId node, Effects effects) =>
        effects.Send(Address.Acceptor(node), new Fetch(Ballot.Zero, Applied, LogIndex.Zero));

    private void FetchSnapshotOf(NodeId node, Effects effects) => transfer.AskOf(node == self ? NextPeer() : node, effects);

    private NodeId NextPeer()
    {
        var peers = quorum.Members.Remove(self);
        return peers.Length == 0 ? self : peers[_nextPeer++ % peers.Length];
    }
}
