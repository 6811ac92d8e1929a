namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// The memory of the group: promises, and the log as accepted. Its state is (promised, accepted ballot, log, committed).
/// </summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.5, the acceptor; with one accepted ballot for the whole log as in Sequence Paxos.
/// That has a trap: phase 1 prefers the log of the highest accepted ballot, so an acceptor must not take on ballot b
/// with a part of what b's leader adopted. It would outweigh a longer log of a lower ballot that holds a chosen entry.
/// Hence pieces of an adopted log are staged, and stored as one event (<see cref="Stage"/>).
/// </remarks>
public class Acceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) : IRole
{
    private readonly Admission _admission = new(self, quorum);
    private readonly Staging _staging = new();
    private ChainedLog _log = new(LogIndex.Zero, Fingerprint.Empty);
    private CatchUp? _catchUp;
    private LogIndex? _learnerWaitsAfter;
    private LogIndex _snapshotted;
    private long _position;
    private bool _isFetching;
    private bool _hasFetched;

    /// <summary>Every lower ballot is refused. Never goes down (P1).</summary>
    public Ballot Promised { get; private set; } = Ballot.Zero;

    /// <summary>The ballot in which the log was last accepted. Never above <see cref="Promised"/>.</summary>
    public Ballot Accepted { get; private set; } = Ballot.Zero;

    /// <summary>Up to where the log is known to be chosen. Entries up to here never change again.</summary>
    public LogIndex Committed { get; private set; }

    /// <summary>Entries up to here have been dropped: snapshots stand for them.</summary>
    public LogIndex LogStart => _log.Start;

    /// <summary>The end of the log.</summary>
    public LogIndex Last => _log.Last;

    /// <summary>Up to where the learner of this node has a durable snapshot.</summary>
    public LogIndex Snapshot { get; private set; }

    /// <summary>Whether it may vote.</summary>
    public Admission Admission => _admission;

    /// <summary>The entry at an index after <see cref="LogStart"/> and up to <see cref="Last"/>.</summary>
    public Command this[LogIndex index] => _log[index];

    private JournalMark Mark => new(_admission.Genesis!.Incarnation, _position);

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        _position++;
        switch (stored)
        {
            case Genesis genesis:
                _admission.Recover(genesis);
                break;
            case MultiPaxos.Admitted:
                _admission.Admit();
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

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        Invariant.Require(Accepted <= Promised, "P2: nothing is accepted above the promise");
        if (_admission.Genesis is null)
            Persist(_admission.Begin(incarnation), effects);
        _admission.Ask(effects);
        TellStanding(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        // What was fetched is lost if nothing came for a tick. The proposer says again what is missing.
        _isFetching &= _hasFetched;
        _hasFetched = false;
        _admission.Ask(effects);
        TellStanding(effects);
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Prepare prepare when MayVote:
                OnPrepare(from, prepare, effects);
                break;
            case Accept accept when MayVote && Stands(from, accept.Ballot, effects):
                OnAccept(from, accept, effects);
                break;
            case Commit commit when MayVote && Stands(from, commit.Ballot, effects):
                OnCommit(from, commit, effects);
                break;
            case CatchUp catchUp when MayVote && Stands(from, catchUp.Ballot, effects):
                _catchUp = catchUp;
                if (!_isFetching)
                    FetchMissing(effects);
                break;
            case Fetched fetched when fetched.Ballot == Promised && _catchUp?.Ballot == Promised:
                OnFetched(fetched, effects);
                break;
            case Gone gone when _catchUp is not null:
                effects.Send(Address.Learner(self), new NeedSnapshot(gone.Start, from.Node));
                break;
            case Fetch fetch:
                OnFetch(from, fetch, effects);
                break;
            case Snapshotted snapshotted when from == Address.Learner(self):
                OnSnapshotted(snapshotted, effects);
                break;
            case Introduced introduced when _admission.Note(from.Node, introduced):
                Persist(new Admitted(), effects);
                TellStanding(effects);
                break;
            case Disown disown:
                _admission.Disown(from.Node, disown.Known, _position);
                break;
        }
    }

    /// <summary>Whether this acceptor may promise and accept.</summary>
    protected virtual bool MayVote => _admission.IsAdmitted;

    /// <summary>The promise is durable before it is told.</summary>
    protected virtual void PersistPromise(Ballot ballot, Effects effects) => Persist(new Promised(ballot), effects);

    /// <summary>A vote leaves only when what it votes for is durable.</summary>
    protected virtual void SendAccepted(Address to, Accepted vote, Effects effects) => effects.SendWhenDurable(to, vote);

    /// <summary>Whether the staged entries reach far enough to take on their ballot.</summary>
    protected virtual bool IsWhole(LogIndex stagedLast, LogIndex adopted) => stagedLast >= adopted;

    /// <summary>Up to where entries may be dropped: snapshots of a quorum stand for them, and this node's own, should it start again.</summary>
    protected virtual LogIndex TrimPoint(LogIndex ofQuorum, LogIndex own) => LogIndex.Min(ofQuorum, own);

    /// <summary>Makes an event durable.</summary>
    protected void Persist(IEvent change, Effects effects)
    {
        _position++;
        effects.Persist(change);
    }

    private void TellStanding(Effects effects) =>
        effects.SendWhenDurable(Address.Proposer(self), new Standing(MayVote));

    private void OnPrepare(Address from, Prepare prepare, Effects effects)
    {
        if (prepare.Ballot < Promised)
        {
            effects.Send(from, new Reject(prepare.Ballot, Promised));
            return;
        }

        if (prepare.Ballot > Promised)
        {
            Promised = prepare.Ballot;
            _catchUp = null;
            _isFetching = false;
            PersistPromise(Promised, effects);
        }

        SendPromise(from, effects);
    }

    private void SendPromise(Address to, Effects effects) =>
        effects.SendWhenDurable(to, new Promise(Promised, Accepted, _log.Last, Committed, Mark));

    /// <summary>Whether the ballot is the promised one. A higher one cannot be followed before it was promised: its Prepare comes again.</summary>
    protected virtual bool Stands(Address from, Ballot ballot, Effects effects)
    {
        if (ballot < Promised)
            effects.Send(from, new Reject(ballot, Promised));
        return ballot == Promised;
    }

    private void OnAccept(Address from, Accept accept, Effects effects)
    {
        if (Accepted != accept.Ballot)
            Stage(accept, effects);
        else if (accept.Previous <= _log.Last)
            Append(accept, effects);

        // A gap is left as it is: the answer shows the proposer where to go on from.
        if (Accepted != accept.Ballot)
            return;
        Commit(accept.Committed, effects);
        SendAccepted(from, Vote(accept.Round), effects);
    }

    private Accepted Vote(long round) => new(Promised, _log.Last, round, Snapshot, Mark);

    /// <summary>Adds a batch to a log whose ballot has been taken on.</summary>
    private void Append(Accept accept, Effects effects)
    {
        var known = (int)(_log.Last - accept.Previous);
        if (known >= accept.Entries.Count)
            return;
        var fresh = known == 0 ? accept.Entries : [.. accept.Entries.Skip(known)];
        Store(accept.Ballot, _log.Last, fresh, LogIndex.Min(accept.Committed, _log.Last + fresh.Count), effects);
    }

    /// <summary>Collects the log that the ballot's leader adopted, and takes on the ballot when all of it is there.</summary>
    private void Stage(Accept accept, Effects effects)
    {
        if (!_staging.Add(accept) || !IsWhole(_staging.Last, accept.Adopted))
            return;

        // What is chosen here is a prefix of what was adopted there: it stays, and is compared.
        var known = LogIndex.Max(_staging.Start, LogIndex.Min(Committed, _staging.Last));
        for (var index = LogIndex.Max(_staging.Start, _log.Start).Next; index <= known; index = index.Next)
            Invariant.Require(_staging[index] == _log[index], "M1: a chosen entry never changes");
        if (_staging.Last >= Committed)
            Store(accept.Ballot, known, _staging.After(known), LogIndex.Min(accept.Committed, _staging.Last), effects);
        _staging.Clear();
    }

    private void OnCommit(Address from, Commit commit, Effects effects)
    {
        if (Accepted != commit.Ballot)
        {
            SendPromise(from, effects);
            return;
        }

        _snapshotted = LogIndex.Max(_snapshotted, commit.Snapshotted);
        Commit(commit.Committed, effects);
        Trim(effects);
        if (commit.Round > 0)
            SendAccepted(from, Vote(commit.Round), effects);
    }

    private void Commit(LogIndex committed, Effects effects)
    {
        Committed = LogIndex.Max(Committed, LogIndex.Min(committed, _log.Last));
        FeedLearner(effects);
    }

    private void FetchMissing(Effects effects)
    {
        if (_catchUp is not { } goal)
            return;
        _isFetching = Committed < goal.UpTo;
        if (_isFetching)
        {
            effects.SendWhenDurable(Address.Acceptor(goal.Source), new Fetch(Promised, Committed, goal.UpTo));
            return;
        }

        _catchUp = null;
        SendPromise(Address.Proposer(goal.Ballot.Node), effects);
    }

    /// <summary>
    /// Takes chosen entries from another acceptor, without taking on its ballot. That is safe: if they extend or contradict what was
    /// accepted here, they were chosen in a higher ballot, and every phase-1 quorum has a member that accepted in it.
    /// What agrees with them stays, and what follows it too: it may be chosen.
    /// </summary>
    private void OnFetched(Fetched fetched, Effects effects)
    {
        if (fetched.Previous > Committed)
            return;
        var before = Committed;
        var count = (int)Math.Min(fetched.Entries.Count, fetched.Committed - fetched.Previous);
        var same = (int)Math.Clamp(_log.Start - fetched.Previous, 0, count);
        while (same < count && fetched.Previous + (same + 1) <= _log.Last && _log[fetched.Previous + (same + 1)] == fetched.Entries[same])
            same++;
        var agreed = fetched.Previous + same;
        Invariant.Require(same == count || agreed >= Committed, "M1: a chosen entry never changes");
        var upTo = LogIndex.Max(Committed, fetched.Previous + count);
        if (same < count)
            Store(Accepted, agreed, [.. fetched.Entries.Take(count).Skip(same)], upTo, effects);
        Commit(upTo, effects);
        if (Committed == before)
            return;
        _hasFetched = true;
        FetchMissing(effects);
    }

    private void OnFetch(Address from, Fetch fetch, Effects effects)
    {
        if (fetch.Previous < _log.Start)
        {
            effects.Send(from, new Gone(_log.Start));
            return;
        }

        switch (from.Role)
        {
            case Role.Learner when from.Node == self:
                _learnerWaitsAfter = fetch.Previous;
                FeedLearner(effects);
                break;
            case Role.Learner when fetch.Previous < Committed:
                effects.Send(from, ChosenAfter(fetch.Previous));
                break;
            case Role.Acceptor when fetch.Previous < Committed:
                var upTo = LogIndex.Min(fetch.UpTo, Committed);
                effects.Send(from, new Fetched(fetch.Ballot, fetch.Previous, _log.Slice(fetch.Previous, upTo, settings), Committed));
                break;
            case Role.Proposer when MayVote && Stands(from, fetch.Ballot, effects) && Accepted < fetch.Ballot && fetch.UpTo <= _log.Last:
                effects.Send(from, new Fetched(fetch.Ballot, fetch.Previous, _log.Slice(fetch.Previous, fetch.UpTo, settings), Committed));
                break;
        }
    }

    private void FeedLearner(Effects effects)
    {
        if (_learnerWaitsAfter is not { } previous || previous >= Committed)
            return;
        _learnerWaitsAfter = null;
        effects.Send(Address.Learner(self), previous < _log.Start ? new Gone(_log.Start) : ChosenAfter(previous));
    }

    private Chosen ChosenAfter(LogIndex previous) =>
        new(previous, _log.FingerprintAt(previous), _log.Slice(previous, Committed, settings));

    /// <summary>
    /// A snapshot of this node is durable. If it goes further than what is known here to be chosen, it stands for the entries up to its index: as in
    /// <see cref="OnFetched"/>, what agrees with it stays, and what does not was never chosen.
    /// </summary>
    private void OnSnapshotted(Snapshotted snapshotted, Effects effects)
    {
        var index = snapshotted.Index;
        Snapshot = LogIndex.Max(Snapshot, index);
        if (index >= _log.Start && index <= _log.Last && _log.FingerprintAt(index) == snapshotted.Log)
        {
            Commit(index, effects);
            Trim(effects);
            return;
        }

        Invariant.Require(index > Committed || index < _log.Start, "M2: this node's snapshot and its journal have the same past");
        if (index < _log.Start || !MayVote)
            return;
        _log = new ChainedLog(index, snapshotted.Log);
        Committed = index;
        PersistWhole(effects);
        FeedLearner(effects);

        // The proposer sends what follows what it was promised: it has to know that this has moved.
        if (_catchUp is not null)
            FetchMissing(effects);
        else if (Promised > Ballot.Zero)
            SendPromise(Address.Proposer(Promised.Node), effects);
    }

    private void Trim(Effects effects)
    {
        var upTo = new LogIndex(LogIndex.Min(Committed, TrimPoint(_snapshotted, Snapshot)).Value - settings.TailEntries);
        if (upTo - _log.Start < settings.TrimInterval)
            return;
        _log.ForgetUpTo(upTo);
        PersistWhole(effects);
    }

    private void PersistWhole(Effects effects) => Persist(new Trimmed(_admission.Genesis!, _position + 1, Promised, Accepted,
        _log.Start, _log.FingerprintAt(_log.Start), _log.After(_log.Start), Committed), effects);

    private void Recover(Trimmed trimmed)
    {
        _admission.Recover(trimmed.Genesis);
        _admission.Admit();
        _position = trimmed.Position;
        Promised = trimmed.Promised;
        Accepted = trimmed.Accepted;
        Committed = trimmed.Committed;
        _log = new ChainedLog(trimmed.Start, trimmed.Log);
        foreach (var entry in trimmed.Entries)
            _log.Add(entry);
    }

    private void Store(Ballot ballot, LogIndex previous, IReadOnlyList<Command> entries, LogIndex committed, Effects effects)
    {
        Replace(previous, entries);
        Accepted = ballot;
        Persist(new Appended(ballot, previous, entries, LogIndex.Max(Committed, committed)), effects);
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
