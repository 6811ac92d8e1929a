namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Delivers the chosen entries in order, without gaps, each once.</summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.3. A learner stores no entries: its acceptor has them. It stores, now and then, how far it was
/// and the log's fingerprint there; an acceptor whose journal has lost or changed a chosen entry since is found out.
/// </remarks>
public sealed class Learner(NodeId self, GroupSettings settings)
{
    private Checkpoint? _checkpoint;
    private Fingerprint _log = Fingerprint.Empty;
    private bool _hasAsked;

    /// <summary>The last entry that was delivered.</summary>
    public LogIndex Applied { get; private set; }

    /// <summary>The fingerprint of everything delivered: equal on every replica at the same index (M2).</summary>
    public Fingerprint Log => _log;

    /// <summary>How far it had been in an earlier life, at least.</summary>
    public LogIndex Recovered { get; private set; }

    /// <summary>Takes back a stored event.</summary>
    public void Recover(Checkpoint checkpoint)
    {
        _checkpoint = checkpoint;
        Recovered = checkpoint.Index;
    }

    /// <summary>Asks this node's acceptor for what comes next.</summary>
    public void Ask(Effects effects)
    {
        _hasAsked = true;
        effects.Send(Address.Acceptor(self), new Fetch(Ballot.Zero, Applied, LogIndex.Zero));
    }

    /// <summary>Asks again if the last question has had a tick's time: the acceptor may have restarted.</summary>
    public void Tick(Effects effects)
    {
        if (!_hasAsked)
            Ask(effects);
        _hasAsked = false;
    }

    /// <summary>Delivers the entries that are new.</summary>
    public void Receive(Chosen chosen, Effects effects)
    {
        if (chosen.Previous <= Applied)
        {
            foreach (var entry in chosen.Entries.Skip((int)(Applied - chosen.Previous)))
                Deliver(entry, effects);
        }

        Ask(effects);
    }

    private void Deliver(Command entry, Effects effects)
    {
        Applied = Applied.Next;
        entry.AddTo(ref _log);
        if (_checkpoint is { } checkpoint && checkpoint.Index == Applied)
            Invariant.Require(checkpoint.Log == _log, $"the journal has lost or changed an entry chosen at or before {Applied}");
        effects.Deliver(Applied, entry);
        if (Applied.Value % settings.CheckpointInterval == 0 && Applied > (_checkpoint?.Index ?? LogIndex.Zero))
        {
            _checkpoint = new Checkpoint(Applied, _log);
            effects.Persist(_checkpoint);
        }
    }
}
