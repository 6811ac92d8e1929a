namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// What an acceptor remembers over a crash: (promised, accepted ballot, log, committed), and whether it may vote. Every change is one event, and the
/// events make the same memory again; but how far the log is chosen is stored with the next event only. Not thread-safe.
/// </summary>
public class AcceptorMemory(NodeId self, Quorum quorum, long incarnation)
{
    private ChainedLog _log = new(LogIndex.Zero, Fingerprint.Empty);
    private long _position;

    /// <summary>Every lower ballot is refused. Never goes down (P1).</summary>
    public Ballot Promised { get; private set; } = Ballot.Zero;

    /// <summary>The ballot in which the log was last accepted. Never above <see cref="Promised"/>.</summary>
    public Ballot Accepted { get; private set; } = Ballot.Zero;

    /// <summary>Up to where the log is known to be chosen. Entries up to here never change again.</summary>
    public LogIndex Committed { get; private set; }

    /// <summary>The log, to be read: it is changed here only, with an event.</summary>
    public ChainedLog Log => _log;

    /// <summary>Whether the acceptor may vote.</summary>
    public Admission Admission { get; } = new(self, quorum);

    /// <summary>The journal, and how much it holds. There is none before <see cref="Begin"/>.</summary>
    public JournalMark Mark => new(Admission.Genesis!.Incarnation, _position);

    /// <summary>Takes back a stored event.</summary>
    public void Recover(IEvent stored)
    {
        _position++;
        switch (stored)
        {
            case Genesis genesis:
                Admission.Recover(genesis);
                break;
            case Admitted:
                Admission.Admit();
                break;
            case Promised promised:
                Promised = promised.Ballot;
                break;
            case Appended appended:
                Replace(appended.Previous, appended.Entries);
                Accepted = appended.Ballot;
                Committed = LogIndex.Max(Committed, appended.Committed);
                break;
            case Trimmed trimmed:
                Recover(trimmed);
                break;
        }
    }

    /// <summary>Begins a new journal, if none was recovered.</summary>
    public void Begin(Effects effects)
    {
        Invariant.Require(Accepted <= Promised, "P2: nothing is accepted above the promise");
        if (Admission.Genesis is null)
            Persist(Admission.Begin(incarnation), effects);
    }

    /// <summary>A node has taken note of this journal.</summary>
    /// <returns>Whether it was the last one, so that the acceptor may vote from now on.</returns>
    public bool Note(NodeId from, Introduced introduced, Effects effects)
    {
        if (!Admission.Note(from, introduced))
            return false;
        Persist(new Admitted(), effects);
        return true;
    }

    /// <summary>A node knows this one with another journal, or with more in this one.</summary>
    /// <exception cref="AmnesiaException">This acceptor has voted, and must not do so again.</exception>
    public void Disown(NodeId from, JournalMark known) => Admission.Disown(from, known, _position);

    /// <summary>Refuses every lower ballot from now on.</summary>
    public void Promise(Ballot ballot, Effects effects)
    {
        Promised = ballot;
        PersistPromise(ballot, effects);
    }

    /// <summary>The log after an index becomes these entries, and is accepted in a ballot as a whole.</summary>
    /// <param name="ballot">The ballot.</param>
    /// <param name="previous">The index.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="committed">Up to where the log will be known to be chosen: the event says so already, <see cref="Commit"/> has yet to.</param>
    /// <param name="effects">Takes the event.</param>
    public void Store(Ballot ballot, LogIndex previous, IReadOnlyList<Command> entries, LogIndex committed, Effects effects)
    {
        Replace(previous, entries);
        Accepted = ballot;
        Persist(new Appended(ballot, previous, entries, LogIndex.Max(Committed, committed)), effects);
    }

    /// <summary>Takes note of how far the log is chosen, if it goes so far.</summary>
    public void Commit(LogIndex committed) => Committed = LogIndex.Max(Committed, LogIndex.Min(committed, _log.Last));

    /// <summary>Drops the entries up to an index: snapshots stand for them.</summary>
    public void TrimUpTo(LogIndex index, Effects effects)
    {
        _log.ForgetUpTo(index);
        PersistWhole(effects);
    }

    /// <summary>
    /// Drops the whole log: a snapshot stands for it, and for more. What is left was chosen, nobody here knows in which ballots: it is no ballot's log.
    /// </summary>
    public void RestartAfter(LogIndex index, Fingerprint log, Effects effects)
    {
        Accepted = Ballot.Zero;
        _log = new ChainedLog(index, log);
        Committed = index;
        PersistWhole(effects);
    }

    /// <summary>The promise is durable before it is told.</summary>
    protected virtual void PersistPromise(Ballot ballot, Effects effects) => Persist(new Promised(ballot), effects);

    private void Persist(IEvent change, Effects effects)
    {
        _position++;
        effects.Persist(change);
    }

    private void PersistWhole(Effects effects) => Persist(new Trimmed(Admission.Genesis!, _position + 1, Promised, Accepted,
        _log.Start, _log.FingerprintAt(_log.Start), _log.After(_log.Start), Committed), effects);

    private void Recover(Trimmed trimmed)
    {
        Admission.Recover(trimmed.Genesis);
        Admission.Admit();
        _position = trimmed.Position;
        Promised = trimmed.Promised;
        Accepted = trimmed.Accepted;
        Committed = trimmed.Committed;
        _log = new ChainedLog(trimmed.Start, trimmed.Log);
        foreach (var entry in trimmed.Entries)
            _log.Add(entry);
    }

    private void Replace(LogIndex previous, IReadOnlyList<Command> entries)
    {
        Invariant.Require(previous <= _log.Last, "M3: the log has no gaps");
        Invariant.Require(previous >= Committed, "M1: a chosen entry never changes");
        _log.TruncateAfter(previous);
        foreach (var entry in entries)
            _log.Add(entry);
    }
}
