namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Leads the log while elected: phase 1 once, then phase 2 in batches, many at a time.</summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.2 and §3. A batch closes when the write of the one before is finished, or when it is full: no
/// timer delays a lone command, and under load one journal row carries many. The leader's own acceptor is asked like the others, at
/// the same time, and counts only when its write is durable.
/// </remarks>
public class Proposer(NodeId self, Quorum quorum, GroupSettings settings, PhaseOne phaseOne, ProposerMemory memory)
{
    private readonly PendingCommands _pending = new(settings);
    private readonly StallWatch _stall = new(settings.ElectionTimeout);
    private SortedDictionary<NodeId, Progress> _progress = [];
    private BallotLog _log = new(LogIndex.Zero, Fingerprint.Empty, LogIndex.Zero, settings);
    private Replication? _replication;

    /// <summary>A proposer that has never led, and knows no voter's journal.</summary>
    public Proposer(NodeId self, Quorum quorum, GroupSettings settings)
        : this(self, quorum, settings, new PhaseOne(self, quorum, settings), new ProposerMemory(new JournalBook()))
    {
    }

    /// <summary>The highest round that this node may use: stored.</summary>
    public long ReservedRound => memory.ReservedRound;

    /// <summary>The ballot that this node leads, or led last.</summary>
    public Ballot Ballot => phaseOne.Ballot;

    /// <summary>Where this proposer stands.</summary>
    public Phase Phase { get; private set; }

    /// <summary>Up to where the log is known to be chosen.</summary>
    public LogIndex Committed => _log.Committed;

    /// <summary>Where the log ended that phase 1 adopted.</summary>
    public LogIndex Adopted => _log.Adopted;

    /// <summary>Whether a quorum accepted in this ballot all that phase 1 adopted. Before that the leader may lack chosen entries (M5).</summary>
    public bool IsEstablished { get; private set; }

    /// <summary>The rounds by which this leader asks whether it still is one.</summary>
    public QuorumRounds Rounds { get; private set; } = new(quorum);

    /// <summary>What is known of the voters' journals.</summary>
    public JournalBook Journals => memory.Journals;

    /// <summary>The end of this ballot's log.</summary>
    public LogIndex Last => _log.Last;

    /// <summary>The commands that wait for a place in a batch.</summary>
    public PendingCommands Pending => _pending;

    /// <summary>Whether nothing is pending, and everything that was proposed is chosen.</summary>
    public bool IsQuiet => _pending.Count == 0 && Committed == _log.Last;

    /// <summary>What is known of the other acceptors, in the order of their ids; nothing while this proposer is idle.</summary>
    public IEnumerable<Progress> Followers => _progress.Values.Where(p => p.Member != self);

    /// <summary>Takes back a stored event.</summary>
    public void Recover(Reserved reserved) => memory.Recover(reserved);

    /// <summary>A voter with a new journal asks to be known. It is told so when that is durable.</summary>
    public void Receive(Address from, Introduce introduce, Effects effects) => memory.Receive(from, introduce, effects);

    /// <summary>Begins phase 1 of a ballot that this node has been elected to lead.</summary>
    public void Lead(Ballot ballot, Effects effects)
    {
        Invariant.Require(ballot.Node == self && ballot > Ballot, "P3: a proposer never uses a ballot twice");
        Resign();
        phaseOne.Begin(ballot);
        Phase = Phase.Preparing;
        Rounds = new QuorumRounds(quorum);
        Journals.BeginBallot();
        foreach (var member in quorum.Members)
            _progress[member] = new Progress(member);
        memory.Reserve(ballot, effects);
        foreach (var member in quorum.Members)
            phaseOne.Ask(member, effects);
    }

    /// <summary>Stops leading. What was proposed may still be chosen; what was pending is dropped: clients ask again.</summary>
    public void Resign()
    {
        Phase = Phase.Idle;
        IsEstablished = false;
        _progress = [];
        _pending.Clear();
        _replication = null;
        phaseOne.End();
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
            case Promise promise when IsCurrent(promise.Ballot) && memory.Counts(from, promise, effects):
                progress.WasHeard = true;
                OnPromise(progress, promise, effects);
                break;
            case Fetched fetched when fetched.Ballot == Ballot && Phase == Phase.Adopting && from == phaseOne.Source:
                progress.WasHeard = progress.HasMoved = true;
                OnFetched(fetched, effects);
                break;
            case Gone when Phase == Phase.Adopting && from == phaseOne.Source:
                AdoptAnother(effects);
                break;
            case Accepted accepted when accepted.Ballot == Ballot && Phase == Phase.Leading && memory.Counts(from, accepted, effects):
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
            phaseOne.Fetch(_log, effects);
        else if (Phase == Phase.Leading)
            BeginCheckedRound(effects);
        memory.StoreIfDue(effects);
        foreach (var progress in _progress.Values)
        {
            if (progress.Promise is null)
                phaseOne.Ask(progress.Member, effects);
            else if (Phase == Phase.Leading && !progress.IsReplicating)
                Synchronise(progress, effects);
            else if (Phase == Phase.Leading && progress.WasHeard && !progress.HasMoved && progress.Matched < progress.Sent)
                _replication!.SendAgain(progress, effects);
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
        while (Phase == Phase.Leading && _pending.Count > 0 && _log.HasRoom && (IsWritten() || _pending.IsBatchFull))
        {
            _log.AddBatch(_pending);
            Rounds.Begin();
            foreach (var progress in _progress.Values)
            {
                if (progress.IsReplicating)
                    _replication!.SendPieces(progress, effects);
            }
        }
    }

    /// <summary>Whether a promise is one of this ballot, not of an earlier one.</summary>
    protected virtual bool IsCurrent(Ballot promised) => promised == Ballot;

    /// <summary>Up to where a quorum has accepted.</summary>
    protected virtual LogIndex ChosenUpTo(Func<NodeId, LogIndex> matched) => new(quorum.ReachedInPhase2(m => matched(m).Value));

    /// <summary>A round whose answers must not know less than what is known of their journals now.</summary>
    private void BeginCheckedRound(Effects effects)
    {
        BeginRound(effects);
        Journals.BeginRound(Rounds.Begun);
    }

    /// <summary>Up to where a quorum has durable snapshots: they outlive the loss of any disks that leave a quorum.</summary>
    private LogIndex Snapshotted() => new(quorum.ReachedInPhase2(m => _progress[m].Snapshot.Value));

    private void OnPromise(Progress progress, Promise promise, Effects effects)
    {
        progress.HasMoved |= !IsEstablished && promise.Committed > (progress.Promise?.Committed ?? Progress.Nothing);
        progress.Promise = promise;
        if (Phase == Phase.Preparing)
            Adopt(effects);
        else if (Phase == Phase.Leading)
            Synchronise(progress, effects);
    }

    /// <summary>Adopts a log if enough have promised.</summary>
    private void Adopt(Effects effects)
    {
        if (phaseOne.Adopt(_progress.Values) is not { } adopted)
            return;
        _log = adopted;
        Phase = Phase.Adopting;
        FetchRest(effects);
    }

    /// <summary>The acceptor that is ahead is silent. Nothing has been proposed yet: another quorum of promises does as well.</summary>
    private void AdoptAnother(Effects effects)
    {
        _progress[phaseOne.Source].Promise = null;
        _stall.Reset();
        Phase = Phase.Preparing;
        Adopt(effects);
    }

    private void OnFetched(Fetched fetched, Effects effects)
    {
        if (fetched.Previous != _log.Last)
            return;
        _log.Add(fetched.Entries);
        FetchRest(effects);
    }

    /// <summary>Fetches what is missing of the adopted log. When nothing is, phase 2 begins.</summary>
    private void FetchRest(Effects effects)
    {
        if (_log.Last < Adopted)
        {
            phaseOne.Fetch(_log, effects);
            return;
        }

        Phase = Phase.Leading;
        _replication = new Replication(Ballot, _log, Rounds, settings);
        foreach (var progress in _progress.Values)
        {
            if (progress.Promise is not null)
                Synchronise(progress, effects);
        }
    }

    /// <summary>Begins to send an acceptor this ballot's log, from where its own is known to be the same; or has it catch up to there first.</summary>
    private void Synchronise(Progress progress, Effects effects)
    {
        var agreed = LogIndex.Max(phaseOne.AgreedBy(progress.Promise!), progress.Matched);
        if (!_replication!.TryBegin(progress, agreed, effects))
            effects.Send(Address.Acceptor(progress.Member), new CatchUp(Ballot, _log.Start, SourceFor(progress)));
    }

    /// <summary>An acceptor that has every entry up to the start of the log kept here; the leader's own if it can be.</summary>
    private NodeId SourceFor(Progress lacking)
    {
        return _progress.Values
            .Where(p => p != lacking && (p.Matched >= _log.Start || p.Promise?.Committed >= _log.Start))
            .OrderByDescending(p => p.Member == self).ThenByDescending(p => p.IsAlive)
            .Select(p => p.Member).FirstOrDefault(phaseOne.Source);
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
            _log.CommitUpTo(chosen);

            // The others learn of it with the next batch; the own learner answers the clients and must know now.
            var commit = new Commit(Ballot, Committed, 0, Snapshotted());
            foreach (var other in _progress.Values.Where(p => p.Promise is not null && (p.Member == self || !wasEstablished)))
                effects.Send(Address.Acceptor(other.Member), commit);
        }

        if (progress.IsReplicating)
            _replication!.SendPieces(progress, effects);
        Flush(effects);
    }

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
