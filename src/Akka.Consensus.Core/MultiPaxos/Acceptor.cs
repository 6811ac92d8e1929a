namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// The memory of the group: promises, and the log as accepted. Its state is (promised, accepted ballot, log, committed), kept by
/// <see cref="AcceptorMemory"/>.
/// </summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.5, the acceptor; with one accepted ballot for the whole log as in Sequence Paxos.
/// That has a trap: phase 1 prefers the log of the highest accepted ballot, so an acceptor must not take on ballot b
/// with a part of what b's leader adopted. It would outweigh a longer log of a lower ballot that holds a chosen entry.
/// Hence pieces of an adopted log are staged, and stored as one event (<see cref="Stage"/>).
/// </remarks>
public class Acceptor(NodeId self, GroupSettings settings, AcceptorMemory memory) : IRole
{
    private readonly Staging _staging = new();
    private readonly EntryTransfer _transfer = new();
    private readonly ChosenFeed _feed = new(self, settings);
    private LogIndex _snapshotted;

    /// <summary>An acceptor with an empty journal.</summary>
    public Acceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation)
        : this(self, settings, new AcceptorMemory(self, quorum, incarnation))
    {
    }

    /// <summary>Every lower ballot is refused. Never goes down (P1).</summary>
    public Ballot Promised => memory.Promised;

    /// <summary>The ballot in which the log was last accepted. Never above <see cref="Promised"/>.</summary>
    public Ballot Accepted => memory.Accepted;

    /// <summary>Up to where the log is known to be chosen. Entries up to here never change again.</summary>
    public LogIndex Committed => memory.Committed;

    /// <summary>Entries up to here have been dropped: snapshots stand for them.</summary>
    public LogIndex LogStart => Log.Start;

    /// <summary>The end of the log.</summary>
    public LogIndex Last => Log.Last;

    /// <summary>Up to where the learner of this node has a durable snapshot.</summary>
    public LogIndex Snapshot { get; private set; }

    /// <summary>Whether it may vote.</summary>
    public Admission Admission => memory.Admission;

    /// <summary>The entry at an index after <see cref="LogStart"/> and up to <see cref="Last"/>.</summary>
    public Command this[LogIndex index] => Log[index];

    private ChainedLog Log => memory.Log;

    /// <inheritdoc/>
    public void Recover(IEvent stored) => memory.Recover(stored);

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        memory.Begin(effects);
        Admission.Ask(effects);
        TellStanding(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        _transfer.Tick();
        Admission.Ask(effects);
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
                if (_transfer.Begin(catchUp))
                    FetchMissing(effects);
                break;
            case Fetched fetched when fetched.Ballot == Promised && _transfer.Ballot == Promised:
                OnFetched(fetched, effects);
                break;
            case Gone gone when _transfer.Ballot is not null:
                effects.Send(Address.Learner(self), new NeedSnapshot(gone.Start, from.Node));
                break;
            case Fetch fetch when fetch.Previous < Log.Start:
                effects.Send(from, new Gone(Log.Start));
                break;
            case Fetch fetch when from.Role == Role.Proposer:
                OnFetch(from, fetch, effects);
                break;
            case Fetch fetch:
                _feed.Serve(from, fetch, memory, effects);
                break;
            case Snapshotted snapshotted when from == Address.Learner(self):
                OnSnapshotted(snapshotted, effects);
                break;
            case Introduced introduced when memory.Note(from.Node, introduced, effects):
                TellStanding(effects);
                break;
            case SinglePaxos.AskStanding:
                effects.SendWhenDurable(from, new Standing(MayVote));
                break;
            case Disown disown:
                memory.Disown(from.Node, disown.Known);
                break;
        }
    }

    /// <summary>Whether this acceptor may promise and accept.</summary>
    protected virtual bool MayVote => Admission.IsAdmitted;

    /// <summary>A vote leaves only when what it votes for is durable.</summary>
    protected virtual void SendAccepted(Address to, Accepted vote, Effects effects) => effects.SendWhenDurable(to, vote);

    /// <summary>Whether the staged entries reach far enough to take on their ballot.</summary>
    protected virtual bool IsWhole(LogIndex stagedLast, LogIndex adopted) => stagedLast >= adopted;

    /// <summary>Up to where entries may be dropped: snapshots of a quorum stand for them, and this node's own, should it start again.</summary>
    protected virtual LogIndex TrimPoint(LogIndex ofQuorum, LogIndex own) => LogIndex.Min(ofQuorum, own);

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
            _transfer.Stop();
            memory.Promise(prepare.Ballot, effects);
        }

        SendPromise(from, effects);
    }

    private void SendPromise(Address to, Effects effects) =>
        effects.SendWhenDurable(to, new Promise(Promised, Accepted, Last, Committed, Log.FingerprintAt(Committed), memory.Mark));

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
        else if (accept.Previous <= Last)
            Append(accept, effects);

        // A gap is left as it is: the answer shows the proposer where to go on from.
        if (Accepted != accept.Ballot)
            return;
        Commit(accept.Committed, effects);
        SendAccepted(from, Vote(accept.Round), effects);
    }

    private Accepted Vote(long round) => new(Promised, Last, round, Snapshot, memory.Mark);

    /// <summary>Adds a batch to a log whose ballot has been taken on.</summary>
    private void Append(Accept accept, Effects effects)
    {
        var known = (int)(Last - accept.Previous);
        if (known >= accept.Entries.Count)
            return;
        var fresh = known == 0 ? accept.Entries : [.. accept.Entries.Skip(known)];
        memory.Store(accept.Ballot, Last, fresh, LogIndex.Min(accept.Committed, Last + fresh.Count), effects);
    }

    /// <summary>Collects the log that the ballot's leader adopted, and takes on the ballot when all of it is there.</summary>
    private void Stage(Accept accept, Effects effects)
    {
        if (!_staging.Add(accept) || !IsWhole(_staging.Last, accept.Adopted))
            return;

        // What is chosen here stays, and the ballot's log goes on from it. Else it was chosen in a higher ballot, and came here by a snapshot:
        // this one cannot win any more, and nobody must take what is not its log for its log.
        var known = LogIndex.Max(_staging.Start, Committed);
        if (known <= _staging.Last && known <= Last && Log.FingerprintAt(known) == _staging.FingerprintAt(known))
            memory.Store(accept.Ballot, known, _staging.After(known), LogIndex.Min(accept.Committed, _staging.Last), effects);
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
        memory.Commit(committed);
        _feed.Push(memory, effects);
    }

    /// <summary>Asks for the next chosen entries; or tells the proposer that all are here.</summary>
    private void FetchMissing(Effects effects)
    {
        if (_transfer.Ask(Promised, Committed, effects) is { } reached)
            SendPromise(Address.Proposer(reached.Ballot.Node), effects);
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
        var same = (int)Math.Clamp(Log.Start - fetched.Previous, 0, count);
        while (same < count && fetched.Previous + (same + 1) <= Last && Log[fetched.Previous + (same + 1)] == fetched.Entries[same])
            same++;
        var agreed = fetched.Previous + same;
        Invariant.Require(same == count || agreed >= Committed, "M1: a chosen entry never changes");
        var upTo = LogIndex.Max(Committed, fetched.Previous + count);
        if (same < count)
            memory.Store(Accepted, agreed, [.. fetched.Entries.Take(count).Skip(same)], upTo, effects);
        Commit(upTo, effects);
        if (Committed == before)
            return;
        _transfer.Moved();
        FetchMissing(effects);
    }

    /// <summary>A proposer in phase 1 adopts this log: it may have what is not known to be chosen too.</summary>
    private void OnFetch(Address from, Fetch fetch, Effects effects)
    {
        if (MayVote && Stands(from, fetch.Ballot, effects) && Accepted < fetch.Ballot && fetch.UpTo <= Last)
            effects.Send(from, new Fetched(fetch.Ballot, fetch.Previous, Log.Slice(fetch.Previous, fetch.UpTo, settings), Committed));
    }

    /// <summary>
    /// A snapshot of this node is durable. If it goes further than what is known here to be chosen, it stands for the entries up to its index: as in
    /// <see cref="OnFetched"/>, what agrees with it stays, and what does not was never chosen.
    /// </summary>
    private void OnSnapshotted(Snapshotted snapshotted, Effects effects)
    {
        var index = snapshotted.Index;
        Snapshot = LogIndex.Max(Snapshot, index);
        if (index >= Log.Start && index <= Last && Log.FingerprintAt(index) == snapshotted.Log)
        {
            Commit(index, effects);
            Trim(effects);
            return;
        }

        Invariant.Require(index > Committed || index < Log.Start, "M2: this node's snapshot and its journal have the same past");
        if (index < Log.Start || !MayVote)
            return;
        memory.RestartAfter(index, snapshotted.Log, effects);
        _feed.Push(memory, effects);

        // The proposer sends what follows what it was promised: it has to know that this has moved.
        if (_transfer.Ballot is not null)
            FetchMissing(effects);
        else if (Promised > Ballot.Zero)
            SendPromise(Address.Proposer(Promised.Node), effects);
    }

    private void Trim(Effects effects)
    {
        var upTo = new LogIndex(LogIndex.Min(Committed, TrimPoint(_snapshotted, Snapshot)).Value - settings.TailEntries);
        if (upTo - Log.Start >= settings.TrimInterval)
            memory.TrimUpTo(upTo, effects);
    }
}
