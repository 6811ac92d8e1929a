namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Where a proposer stands.</summary>
public enum Phase
{
    /// <summary>Another leads, or nobody.</summary>
    Idle,

    /// <summary>Phase 1: waiting for a quorum of promises.</summary>
    Preparing,

    /// <summary>Phase 1: fetching the end of the log from the acceptor that is ahead.</summary>
    Adopting,

    /// <summary>Phase 2.</summary>
    Leading,
}

/// <summary>Leads the log while elected: phase 1 once, then phase 2 in batches, many at a time.</summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.2 and §3. A batch closes when the write of the one before is finished, or when it is full: no
/// timer delays a lone command, and under load one journal row carries many. The leader's own acceptor is asked like the others, at
/// the same time, and counts only when its write is durable.
/// </remarks>
public class Proposer(NodeId self, Quorum quorum, GroupSettings settings)
{
    private readonly PendingCommands _pending = new(settings);
    private readonly StallWatch _stall = new(settings.ElectionTimeout);
    private SortedDictionary<NodeId, Progress> _progress = [];
    private IReadOnlyDictionary<NodeId, JournalMark> _promiseFloor = new SortedDictionary<NodeId, JournalMark>();
    private IReadOnlyDictionary<NodeId, JournalMark> _voteFloor = new SortedDictionary<NodeId, JournalMark>();
    private long _voteFloorRound;
    private Promise? _ahead;
    private NodeId _aheadAt;
    private Log _log = new(LogIndex.Zero);
    private long _uncommittedBytes;

    /// <summary>The highest round that this node may use: stored.</summary>
    public long ReservedRound { get; private set; }

    /// <summary>The ballot that this node leads, or led last.</summary>
    public Ballot Ballot { get; private set; } = Ballot.Zero;

    /// <summary>Where this proposer stands.</summary>
    public Phase Phase { get; private set; }

    /// <summary>Up to where the log is known to be chosen.</summary>
    public LogIndex Committed { get; private set; }

    /// <summary>Where the log ended that phase 1 adopted.</summary>
    public LogIndex Adopted { get; private set; }

    /// <summary>Whether a quorum accepted in this ballot all that phase 1 adopted. Before that the leader may lack chosen entries (M5).</summary>
    public bool IsEstablished { get; private set; }

    /// <summary>The rounds by which this leader asks whether it still is one.</summary>
    public QuorumRounds Rounds { get; private set; } = new(quorum);

    /// <summary>What is known of the voters' journals.</summary>
    public JournalBook Journals { get; } = new();

    /// <summary>The end of this ballot's log.</summary>
    public LogIndex Last => _log.Last;

    /// <summary>The commands that wait for a place in a batch.</summary>
    public PendingCommands Pending => _pending;

    /// <summary>Whether nothing is pending, and everything that was proposed is chosen.</summary>
    public bool IsQuiet => _pending.Count == 0 && Committed == _log.Last;

    /// <summary>What is known of the other acceptors, in the order of their ids; nothing while this proposer is idle.</summary>
    public IEnumerable<Progress> Followers => _progress.Values.Where(p => p.Member != self);

    /// <summary>Takes back a stored event.</summary>
    public void Recover(Reserved reserved)
    {
        ReservedRound = Math.Max(ReservedRound, reserved.Round);
        Journals.Recover(reserved.Journals);
    }

    /// <summary>A voter with a new journal asks to be known. It is told so when that is durable.</summary>
    public void Receive(Address from, Introduce introduce, Effects effects)
    {
        if (Journals.Find(from.Node) is not { } known)
        {
            Journals.Add(from.Node, introduce.Incarnation);
            Store(effects);
        }
        else if (known.Incarnation != introduce.Incarnation)
        {
            effects.Send(from, new Disown(known));
            return;
        }

        effects.SendWhenDurable(from, new Introduced(introduce.Incarnation));
    }

    /// <summary>Begins phase 1 of a ballot that this node has been elected to lead.</summary>
    public void Lead(Ballot ballot, Effects effects)
    {
        Invariant.Require(ballot.Node == self && ballot > Ballot, "P3: a proposer never uses a ballot twice");
        Resign();
        Ballot = ballot;
        Phase = Phase.Preparing;
        Rounds = new QuorumRounds(quorum);
        _promiseFloor = _voteFloor = Journals.Floor();
        _voteFloorRound = 0;
        foreach (var member in quorum.Members)
            _progress[member] = new Progress(member);
        Reserve(ballot, effects);
        foreach (var member in quorum.Members)
            effects.SendWhenDurable(Address.Acceptor(member), new Prepare(ballot));
    }

    /// <summary>Stops leading. What was proposed may still be chosen; what was pending is dropped: clients ask again.</summary>
    public void Resign()
    {
        Phase = Phase.Idle;
        IsEstablished = false;
        _progress = [];
        _pending.Clear();
        _ahead = null;
        _stall.Reset();
    }

    /// <summary>Puts a command into the next batch. Call <see cref="Flush"/> after the last one.</summary>
    /// <returns>False when this proposer does not lead, or too much is pending already.</returns>
    public bool Propose(Command command) => Phase == Phase.Leading && _pending.TryAdd(command);

    /// <summary>Takes a message from an acceptor.</summary>
    /// <returns>The higher ballot that ended this one; null while it stands.</returns>
    public Ballot? Receive(NodeId from, IMessage message, Effects effects)
    {
        if (Phase == Phase.Idle || !_progress.TryGetValue(from, out var progress))
            return null;
        switch (message)
        {
            case Promise promise when IsCurrent(promise.Ballot) && Counts(from, promise.Journal, _promiseFloor, effects):
                progress.WasHeard = true;
                OnPromise(progress, promise, effects);
                break;
            case Fetched fetched when fetched.Ballot == Ballot && Phase == Phase.Adopting && from == _aheadAt:
                progress.WasHeard = progress.HasMoved = true;
                OnFetched(fetched, effects);
                break;
            case Gone when Phase == Phase.Adopting && from == _aheadAt:
                AdoptAnother(effects);
                break;
            case Accepted accepted when accepted.Ballot == Ballot && Phase == Phase.Leading
                && Counts(from, accepted.Journal, accepted.Round >= _voteFloorRound ? _voteFloor : _promiseFloor, effects):
                progress.WasHeard = true;
                OnAccepted(progress, accepted, effects);
                break;
            case Reject reject when reject.Ballot == Ballot && reject.Promised > Ballot:
                Resign();
                return reject.Promised;
        }

        return null;
    }

    /// <summary>Asks again where an answer is missing, and tells everyone how far the log is chosen.</summary>
    public void Tick(TimeSpan now, Effects effects)
    {
        if (Phase == Phase.Idle)
            return;
        NoteStuck(now);
        if (Phase == Phase.Adopting && IsStalled(now))
            AdoptAnother(effects);
        else if (Phase == Phase.Adopting)
            FetchRest(effects);
        else if (Phase == Phase.Leading)
            BeginCheckedRound(effects);
        if (Journals.IsDue)
            Store(effects);
        foreach (var progress in _progress.Values)
        {
            if (progress.Promise is null)
                effects.SendWhenDurable(Address.Acceptor(progress.Member), new Prepare(Ballot));
            else if (Phase == Phase.Leading && !progress.IsReplicating)
                Synchronise(progress, effects);
            else if (Phase == Phase.Leading && progress.WasHeard && !progress.HasMoved && progress.Matched < progress.Sent)
                SendAgain(progress, effects);
            progress.Tick();
        }
    }

    /// <summary>Whether this proposer has waited so long for its own journal, or for phase 1, that another should lead.</summary>
    public bool IsStalled(TimeSpan now) => _stall.IsStalled(now);

    /// <summary>Whether a quorum has answered this round, or a later one.</summary>
    public virtual bool IsConfirmed(long round) => round <= Rounds.Confirmed;

    /// <summary>Begins a quorum round at once, for a question that should not wait for the next batch.</summary>
    public void BeginRound(Effects effects)
    {
        var commit = new Commit(Ballot, Committed, Rounds.Begin(), Snapshotted());
        foreach (var progress in _progress.Values)
        {
            if (progress.Promise is not null)
                effects.Send(Address.Acceptor(progress.Member), commit);
        }
    }

    /// <summary>Sends what is pending, as far as the batch before is written and the window has room.</summary>
    public void Flush(Effects effects)
    {
        while (_pending.Count > 0 && HasRoom() && (IsWritten() || _pending.IsBatchFull))
        {
            _uncommittedBytes += _pending.MoveBatch(_log);
            Rounds.Begin();
            foreach (var progress in _progress.Values)
            {
                if (progress.IsReplicating)
                    SendPieces(progress, effects);
            }
        }
    }

    /// <summary>Stores that the round is used, before any message tells of it.</summary>
    protected virtual void Reserve(Ballot ballot, Effects effects)
    {
        Invariant.Require(ballot.Round > ReservedRound, "P3: a restarted proposer never uses a ballot again");
        ReservedRound = ballot.Round;
        Store(effects);
    }

    /// <summary>Whether a promise is one of this ballot, not of an earlier one.</summary>
    protected virtual bool IsCurrent(Ballot promised) => promised == Ballot;

    /// <summary>Whether enough members have promised.</summary>
    protected virtual bool HasPromises(IReadOnlySet<NodeId> promised) => quorum.IsPhase1(promised);

    /// <summary>Up to where a quorum has accepted.</summary>
    protected virtual LogIndex ChosenUpTo(Func<NodeId, LogIndex> matched) => new(quorum.ReachedInPhase2(m => matched(m).Value));

    /// <summary>Whose log phase 1 adopts.</summary>
    protected virtual Progress Newest(IReadOnlyList<Progress> promised) =>
        promised.MaxBy(p => (p.Promise!.Accepted, p.Promise.Last.Value, p.Member == self))!;

    private void Store(Effects effects)
    {
        effects.Persist(new Reserved(ReservedRound, Journals.Journals));
        Journals.Stored();
    }

    /// <summary>Whether a vote comes from the journal that its node is known with. If not, it is told so, and stops if that is true.</summary>
    protected virtual bool Counts(NodeId from, JournalMark mark, IReadOnlyDictionary<NodeId, JournalMark> floor, Effects effects)
    {
        if (Journals.Count(from, mark, floor))
            return true;
        if (Journals.Find(from) is { } known)
            effects.Send(Address.Acceptor(from), new Disown(known));
        return false;
    }

    /// <summary>A round whose answers must not know less than what is known of their journals now.</summary>
    private void BeginCheckedRound(Effects effects)
    {
        _voteFloor = Journals.Floor();
        BeginRound(effects);
        _voteFloorRound = Rounds.Begun;
    }

    /// <summary>Up to where a quorum has durable snapshots: they outlive the loss of any disks that leave a quorum.</summary>
    private LogIndex Snapshotted() => new(quorum.ReachedInPhase2(m => _progress[m].Snapshot.Value));

    private void OnPromise(Progress progress, Promise promise, Effects effects)
    {
        progress.HasMoved |= !IsEstablished && promise.Committed > (progress.Promise?.Committed ?? Progress.Nothing);
        progress.Promise = promise;
        if (Phase == Phase.Preparing)
            AdoptIfPromised(effects);
        else if (Phase == Phase.Leading)
            Synchronise(progress, effects);
    }

    private void AdoptIfPromised(Effects effects)
    {
        var promised = _progress.Values.Where(p => p.Promise is not null).Select(p => p.Member).ToHashSet();
        if (HasPromises(promised))
            Adopt(effects);
    }

    /// <summary>Phase 1 ends: the log of the highest accepted ballot, and among those the longest, is adopted.</summary>
    private void Adopt(Effects effects)
    {
        var promises = _progress.Values.Where(p => p.Promise is not null).ToList();
        var ahead = Newest(promises);
        _ahead = ahead.Promise!;
        _aheadAt = ahead.Member;
        Adopted = _ahead.Last;
        Committed = promises.Max(p => p.Promise!.Committed);
        Invariant.Require(Committed <= Adopted, "P4: the adopted log holds every chosen entry");
        _log = new Log(Committed);
        _uncommittedBytes = 0;
        Phase = Phase.Adopting;
        FetchRest(effects);
    }

    /// <summary>The acceptor that is ahead is silent. Nothing has been proposed yet: another quorum of promises does as well.</summary>
    private void AdoptAnother(Effects effects)
    {
        _progress[_aheadAt].Promise = null;
        _stall.Reset();
        Phase = Phase.Preparing;
        AdoptIfPromised(effects);
    }

    private void FetchRest(Effects effects)
    {
        if (_log.Last < Adopted)
        {
            effects.Send(Address.Acceptor(_aheadAt), new Fetch(Ballot, _log.Last, Adopted));
            return;
        }

        Phase = Phase.Leading;
        foreach (var progress in _progress.Values)
        {
            if (progress.Promise is not null)
                Synchronise(progress, effects);
        }
    }

    private void OnFetched(Fetched fetched, Effects effects)
    {
        if (fetched.Previous != _log.Last)
            return;
        foreach (var entry in fetched.Entries)
        {
            _log.Add(entry);
            _uncommittedBytes += entry.Size;
        }

        FetchRest(effects);
    }

    /// <summary>Begins to send an acceptor this ballot's log, from where its own is known to be the same; or has it catch up to there first.</summary>
    private void Synchronise(Progress progress, Effects effects)
    {
        var promise = progress.Promise!;
        var agreed = promise.Committed;
        if (promise.Accepted == Ballot)
            agreed = promise.Last;
        else if (promise.Accepted == _ahead!.Accepted)
            agreed = LogIndex.Max(agreed, LogIndex.Min(promise.Last, Adopted));
        agreed = LogIndex.Max(agreed, progress.Matched);
        progress.IsReplicating = agreed >= _log.Start;
        if (!progress.IsReplicating)
        {
            effects.Send(Address.Acceptor(progress.Member), new CatchUp(Ballot, _log.Start, SourceFor(progress)));
            return;
        }

        progress.Agreed = progress.Sent = agreed;
        if (agreed == _log.Last)
            Send(progress, [], effects);
        else
            SendPieces(progress, effects);
    }

    /// <summary>An acceptor that has every entry up to the start of the log kept here; the leader's own if it can be.</summary>
    private NodeId SourceFor(Progress lacking)
    {
        return _progress.Values
            .Where(p => p != lacking && (p.Matched >= _log.Start || p.Promise?.Committed >= _log.Start))
            .OrderByDescending(p => p.Member == self).ThenByDescending(p => p.IsAlive)
            .Select(p => p.Member).FirstOrDefault(_aheadAt);
    }

    private void SendAgain(Progress progress, Effects effects)
    {
        progress.Sent = LogIndex.Max(progress.Matched, progress.Agreed);
        if (progress.Sent == _log.Last)
            Send(progress, [], effects);
        else
            SendPieces(progress, effects);
    }

    /// <summary>
    /// Sends on, as far as the window lets. What phase 1 adopted is sent whole: an acceptor votes for nothing before it has all of it.
    /// </summary>
    private void SendPieces(Progress progress, Effects effects)
    {
        if (progress.Sent < _log.Start)
        {
            progress.IsReplicating = false;
            return;
        }

        var from = LogIndex.Max(progress.Matched, progress.Agreed);
        while (progress.Sent < _log.Last && (progress.Sent < Adopted || progress.Sent - from < settings.MaxInFlightEntries))
            Send(progress, _log.Slice(progress.Sent, _log.Last, settings), effects);
    }

    private void Send(Progress progress, IReadOnlyList<Command> entries, Effects effects)
    {
        var previous = progress.Sent;
        progress.Sent = previous + entries.Count;
        effects.Send(Address.Acceptor(progress.Member),
            new Accept(Ballot, previous, entries, progress.Agreed, Adopted, Committed, Rounds.Begun));
    }

    private void OnAccepted(Progress progress, Accepted accepted, Effects effects)
    {
        Invariant.Require(accepted.UpTo <= _log.Last, "P6: only what was proposed is accepted");
        progress.Vote(accepted.UpTo);
        progress.Snapshot = LogIndex.Max(progress.Snapshot, accepted.Snapshot);
        Rounds.Answer(progress.Member, accepted.Round);
        var chosen = ChosenUpTo(member => _progress[member].Matched);
        if (chosen >= Adopted && (!IsEstablished || chosen > Committed))
        {
            var wasEstablished = IsEstablished;
            IsEstablished = true;
            for (; Committed < chosen; Committed = Committed.Next)
                _uncommittedBytes -= _log[Committed.Next].Size;
            Forget();

            // The others learn of it with the next batch; the own learner answers the clients and must know now.
            var commit = new Commit(Ballot, Committed, 0, Snapshotted());
            foreach (var other in _progress.Values.Where(p => p.Promise is not null && (p.Member == self || !wasEstablished)))
                effects.Send(Address.Acceptor(other.Member), commit);
        }

        if (progress.IsReplicating)
            SendPieces(progress, effects);
        Flush(effects);
    }

    /// <summary>Keeps of the chosen entries only as many as a follower that is a little behind may need.</summary>
    private void Forget()
    {
        var start = new LogIndex(Committed.Value - settings.KeptEntries);
        if (start - _log.Start >= settings.KeptEntries / 8 + 1)
            _log.ForgetUpTo(start);
    }

    private bool HasRoom() =>
        Phase == Phase.Leading && _log.Last - Committed < settings.MaxInFlightEntries && _uncommittedBytes < settings.MaxInFlightBytes;

    private bool IsWritten() => Committed >= _log.Last || (_progress.TryGetValue(self, out var own) && own.Matched >= _log.Last);

    /// <summary>
    /// Once established, a leader must move its own journal: its learner answers the clients. Before, any progress counts.
    /// </summary>
    private void NoteStuck(TimeSpan now)
    {
        var own = _progress[self];
        var waits = !IsEstablished || !own.IsReplicating || own.Matched < own.Sent;
        _stall.Note(now, waits, IsEstablished ? own.HasMoved : _progress.Values.Any(p => p.HasMoved));
    }
}
