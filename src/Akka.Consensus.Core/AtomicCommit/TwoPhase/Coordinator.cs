namespace Akka.Consensus.Core.AtomicCommit.TwoPhase;

/// <summary>
/// The coordinator of two-phase commit. It collects the votes; if all are yes it stores that it commits, and only then says so. Of what it does not
/// remember it says that it was aborted, and nobody acknowledges an abort.
/// </summary>
/// <remarks>
/// Gray, "Notes on Data Base Operating Systems" (1978), §5.8.3.3; presumed abort and read-only votes after Mohan, Lindsay, Obermarck, "Transaction Management
/// in the R* Distributed Database Management System" (TODS 1986), §3. While it is away after the votes, whoever voted yes is blocked. Unlike there an abort is
/// stored too: a client sends its request again after a crash, and what was aborted must not be begun once more.
/// </remarks>
public class Coordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory)
    : AtomicCommit.Coordinator(transaction, settings)
{
    private readonly SortedSet<string> _unvoted = new(transaction.Participants, StringComparer.Ordinal);
    private readonly SortedSet<string> _yes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unacknowledged = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool IsOver => Decision is not null && _unacknowledged.Count == 0;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Awaited => Decision is null ? _unvoted : _unacknowledged;

    /// <inheritdoc/>
    public override void Recover(TimeSpan now, CommitDecided stored)
    {
        base.Recover(now, stored);
        _unvoted.Clear();
        _unacknowledged.UnionWith(stored.Unacknowledged);
        Settle(AtomicCommit.Decision.Commit);
    }

    /// <inheritdoc/>
    public override void Tick(TimeSpan now, Effects effects)
    {
        if (Decision is null && now >= Deadline)
            Abort($"no vote in time from {string.Join(", ", _unvoted)}", effects);
        else
            base.Tick(now, effects);
    }

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Voted voted when Decision is null && _unvoted.Contains(from.Name):
                OnVote(from.Name, voted, effects);
                break;
            case Acknowledged when Decision == AtomicCommit.Decision.Commit && _unacknowledged.Remove(from.Name) && _unacknowledged.Count == 0:
                End(effects);
                break;
            case Inquire or Voted when Decision is { } decision:
                effects.SendWhenDurable(from, new Decide(Transaction, decision));
                break;
            case Inquire:
                SendUndecided(from, effects);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Send(TimeSpan now, Effects effects)
    {
        if (Decision is null)
            SendPrepare(_unvoted, effects);
        else
            SendDecision(_unacknowledged, effects);
    }

    /// <summary>Whether everybody agrees.</summary>
    protected virtual bool MayCommit(IReadOnlyCollection<string> unvoted) => unvoted.Count == 0;

    private void OnVote(string participant, Voted voted, Effects effects)
    {
        _unvoted.Remove(participant);
        if (voted.Vote == Vote.No)
        {
            Abort(voted.Reason ?? $"{participant} voted no", effects);
            return;
        }

        if (voted.Vote == Vote.Yes)
            _yes.Add(participant);
        if (MayCommit(_unvoted))
            Commit(effects);
    }

    private void Commit(Effects effects)
    {
        Settle(AtomicCommit.Decision.Commit);
        _unacknowledged.UnionWith(_yes);
        if (_unacknowledged.Count > 0)
            memory.Commit(new CommitDecided(Transaction, [.. _unacknowledged]), effects);
        else
            memory.Close(new Ended(Transaction.Id, Transaction.Nonce, AtomicCommit.Decision.Commit), effects);
        SendDecision(_unacknowledged, effects);
    }

    /// <summary>Nobody acknowledges an abort: a participant that misses it asks, and is told the same.</summary>
    private void Abort(string reason, Effects effects)
    {
        Settle(AtomicCommit.Decision.Abort, reason);
        memory.Close(new Ended(Transaction.Id, Transaction.Nonce, AtomicCommit.Decision.Abort, reason), effects);
        SendDecision(_yes, effects);
        SendDecision(_unvoted, effects);
    }

    /// <summary>Answers a question while nothing is decided.</summary>
    protected virtual void SendUndecided(Address to, Effects effects) => effects.Send(to, new Waiting(Transaction.Id));

    /// <summary>A decision is stored before it is told.</summary>
    protected virtual void SendDecision(IEnumerable<string> participants, Effects effects)
    {
        foreach (var participant in participants)
            effects.SendWhenDurable(At(participant), new Decide(Transaction, Decision!.Value));
    }

    private void End(Effects effects)
    {
        foreach (var participant in _yes.Count > 0 ? _yes : [.. Transaction.Participants])
            effects.Send(At(participant), new Forget(Transaction.Id));
    }
}
