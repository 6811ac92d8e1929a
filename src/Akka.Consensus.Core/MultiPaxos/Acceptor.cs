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
public class Acceptor(NodeId self, Quorum quorum, GroupSettings settings) : IRole
{
    private readonly Log _log = new(LogIndex.Zero);
    private readonly List<Command> _staged = [];
    private LogIndex _stagedAfter;
    private Ballot _stagedBallot = Ballot.Zero;
    private CatchUp? _catchUp;
    private LogIndex? _learnerWaitsAfter;
    private bool _isFetching;
    private bool _hasFetched;
    private bool _hasGenesis;

    /// <summary>Every lower ballot is refused. Never goes down (P1).</summary>
    public Ballot Promised { get; private set; } = Ballot.Zero;

    /// <summary>The ballot in which the log was last accepted. Never above <see cref="Promised"/>.</summary>
    public Ballot Accepted { get; private set; } = Ballot.Zero;

    /// <summary>Up to where the log is known to be chosen. Entries up to here never change again.</summary>
    public LogIndex Committed { get; private set; }

    /// <summary>The end of the log.</summary>
    public LogIndex Last => _log.Last;

    /// <summary>The entry at an index from 1 to <see cref="Last"/>.</summary>
    public Command this[LogIndex index] => _log[index];

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        switch (stored)
        {
            case Genesis genesis:
                if (genesis.Node != self)
                    throw new ForeignJournalException($"the journal belongs to node '{genesis.Node}', this is node '{self}'");
                if (!genesis.Members.Order().SequenceEqual(quorum.Members))
                {
                    throw new ForeignJournalException($"the journal belongs to a group of {string.Join(", ", genesis.Members)}; "
                        + $"configured are {string.Join(", ", quorum.Members)}");
                }

                _hasGenesis = true;
                break;
            case Promised promised:
                Promised = promised.Ballot;
                break;
            case Appended appended:
                Replace(appended.Previous, appended.Entries);
                Accepted = appended.Ballot;
                Committed = LogIndex.Max(Committed, appended.Committed);
                break;
        }
    }

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        Invariant.Require(Accepted <= Promised, "P2: nothing is accepted above the promise");
        if (!_hasGenesis)
            effects.Persist(new Genesis(self, quorum.Members));
        _hasGenesis = true;
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        // What was fetched is lost if nothing came for a tick. The proposer says again what is missing.
        _isFetching &= _hasFetched;
        _hasFetched = false;
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Prepare prepare:
                OnPrepare(from, prepare, effects);
                break;
            case Accept accept when Stands(from, accept.Ballot, effects):
                OnAccept(from, accept, effects);
                break;
            case Commit commit when Stands(from, commit.Ballot, effects):
                OnCommit(from, commit, effects);
                break;
            case CatchUp catchUp when Stands(from, catchUp.Ballot, effects):
                _catchUp = catchUp;
                if (!_isFetching)
                    FetchMissing(effects);
                break;
            case Fetched fetched when fetched.Ballot == Promised && _catchUp?.Ballot == Promised:
                OnFetched(fetched, effects);
                break;
            case Fetch fetch:
                OnFetch(from, fetch, effects);
                break;
        }
    }

    /// <summary>The promise is durable before it is told.</summary>
    protected virtual void PersistPromise(Ballot ballot, Effects effects) => effects.Persist(new Promised(ballot));

    /// <summary>A vote leaves only when what it votes for is durable.</summary>
    protected virtual void SendAccepted(Address to, Accepted vote, Effects effects) => effects.SendWhenDurable(to, vote);

    /// <summary>Whether the staged entries reach far enough to take on their ballot.</summary>
    protected virtual bool IsWhole(LogIndex stagedLast, LogIndex adopted) => stagedLast >= adopted;

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
        effects.SendWhenDurable(to, new Promise(Promised, Accepted, _log.Last, Committed));

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
        SendAccepted(from, new Accepted(Promised, _log.Last, accept.Round), effects);
    }

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
        if (_stagedBallot != accept.Ballot || accept.Previous != _stagedAfter + _staged.Count)
        {
            if (accept.Previous > accept.Agreed)
                return;
            _stagedBallot = accept.Ballot;
            _stagedAfter = accept.Previous;
            _staged.Clear();
        }

        _staged.AddRange(accept.Entries);
        var last = _stagedAfter + _staged.Count;
        if (!IsWhole(last, accept.Adopted))
            return;

        // What is chosen here is a prefix of what was adopted there: it stays, and is compared.
        var chosen = (int)Math.Clamp(Committed - _stagedAfter, 0, _staged.Count);
        for (var i = 0; i < chosen; i++)
            Invariant.Require(_staged[i] == _log[_stagedAfter + (i + 1)], "M1: a chosen entry never changes");
        if (last >= Committed)
            Store(accept.Ballot, _stagedAfter + chosen, [.. _staged.Skip(chosen)], LogIndex.Min(accept.Committed, last), effects);
        _staged.Clear();
        _stagedBallot = Ballot.Zero;
    }

    private void OnCommit(Address from, Commit commit, Effects effects)
    {
        if (Accepted != commit.Ballot)
        {
            SendPromise(from, effects);
            return;
        }

        Commit(commit.Committed, effects);
        if (commit.Round > 0)
            SendAccepted(from, new Accepted(Promised, _log.Last, commit.Round), effects);
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
        var same = 0;
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
        switch (from.Role)
        {
            case Role.Learner:
                _learnerWaitsAfter = fetch.Previous;
                FeedLearner(effects);
                break;
            case Role.Acceptor when fetch.Previous < Committed:
                var upTo = LogIndex.Min(fetch.UpTo, Committed);
                effects.Send(from, new Fetched(fetch.Ballot, fetch.Previous, _log.Slice(fetch.Previous, upTo, settings), Committed));
                break;
            case Role.Proposer when Stands(from, fetch.Ballot, effects) && Accepted < fetch.Ballot && fetch.UpTo <= _log.Last:
                effects.Send(from, new Fetched(fetch.Ballot, fetch.Previous, _log.Slice(fetch.Previous, fetch.UpTo, settings), Committed));
                break;
        }
    }

    private void FeedLearner(Effects effects)
    {
        if (_learnerWaitsAfter is not { } previous || previous >= Committed)
            return;
        _learnerWaitsAfter = null;
        effects.Send(Address.Learner(self), new Chosen(previous, _log.Slice(previous, Committed, settings)));
    }

    private void Store(Ballot ballot, LogIndex previous, IReadOnlyList<Command> entries, LogIndex committed, Effects effects)
    {
        Replace(previous, entries);
        Accepted = ballot;
        effects.Persist(new Appended(ballot, previous, entries, LogIndex.Max(Committed, committed)));
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
