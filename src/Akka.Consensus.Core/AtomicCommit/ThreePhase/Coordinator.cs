namespace Akka.Consensus.Core.AtomicCommit.ThreePhase;

/// <summary>
/// The coordinator of three-phase commit. When all have voted yes it says so to all, and commits when all know it; a participant that is silent for too long
/// is taken for crashed and left out. If it crashes before it has decided, the participants decide, and it asks them.
/// </summary>
/// <remarks>
/// Skeen, "Nonblocking Commit Protocols" (SIGMOD 1981), §5; Bernstein, Hadzilacos, Goodman, "Concurrency Control and Recovery in Database Systems" (1987), §7.5.
/// It does not block while anyone is up, if processes only crash and messages are never late. A divided network may make it disagree.
/// </remarks>
public class Coordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory)
    : AtomicCommit.Coordinator(transaction, settings)
{
    private readonly CommitSettings _settings = settings;
    private readonly SortedSet<string> _unvoted = new(transaction.Participants, StringComparer.Ordinal);
    private readonly SortedSet<string> _uncertain = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unacknowledged = new(StringComparer.Ordinal);
    private TimeSpan? _preCommittingSince;
    private bool _hasRecovered;

    /// <inheritdoc/>
    public override bool IsOver => Decision is not null && _unacknowledged.Count == 0;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Awaited => Decision is not null ? _unacknowledged : _preCommittingSince is null ? _unvoted : _uncertain;

    /// <inheritdoc/>
    public override void Begin(TimeSpan now, IReadOnlyList<Operation> operations, TimeSpan timeout, Effects effects)
    {
        memory.Begin(Transaction, effects);
        base.Begin(now, operations, timeout, effects);
    }

    /// <inheritdoc/>
    public override void Recover(TimeSpan now, CommitDecided stored)
    {
        base.Recover(now, stored);
        _unvoted.Clear();
        _unacknowledged.UnionWith(stored.Unacknowledged);
        Settle(AtomicCommit.Decision.Commit);
    }

    /// <inheritdoc/>
    public override void RecoverUndecided(TimeSpan now)
    {
        base.RecoverUndecided(now);
        _hasRecovered = true;
    }

    /// <inheritdoc/>
    public override void Tick(TimeSpan now, Effects effects)
    {
        if (Decision is not null || _hasRecovered)
            base.Tick(now, effects);
        else if (_preCommittingSince is { } since && now - since >= _settings.SuspicionTimeout)
            Commit(effects);
        else if (_preCommittingSince is null && now >= Deadline)
            Abort($"no vote in time from {string.Join(", ", _unvoted)}", effects);
        else
            base.Tick(now, effects);
    }

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Voted voted when Decision is null && !_hasRecovered && _unvoted.Remove(from.Name):
                OnVote(now, from.Name, voted, effects);
                break;
            case PreCommitAcknowledged when Decision is null && _uncertain.Remove(from.Name):
                if (_uncertain.Count == 0)
                    Commit(effects);
                break;
            case Decide decide when Decision is null:
                Follow(decide.Decision, effects);
                break;
            case Acknowledged acknowledged when Decision is null:
                Follow(acknowledged.Decision, effects);
                _unacknowledged.Remove(from.Name);
                break;
            case Acknowledged when Decision == AtomicCommit.Decision.Commit && _unacknowledged.Remove(from.Name) && _unacknowledged.Count == 0:
                End(effects);
                break;
            case Inquire or Voted or PreCommitAcknowledged when Decision is { } decision:
                effects.SendWhenDurable(from, new Decide(Transaction, decision));
                break;
            case Inquire when _hasRecovered:
                effects.Send(from, new NoDecision(Transaction));
                break;
            case Inquire:
                effects.Send(from, new Waiting(Transaction.Id));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Send(TimeSpan now, Effects effects)
    {
        if (Decision is not null)
        {
            SendDecision(_unacknowledged, effects);
        }
        else if (_hasRecovered)
        {
            foreach (var participant in Transaction.Participants)
                effects.Send(At(participant), new Inquire(Transaction));
        }
        else if (_preCommittingSince is not null)
        {
            foreach (var participant in _uncertain)
                effects.Send(At(participant), new PreCommit(Transaction));
        }
        else
        {
            SendPrepare(_unvoted, effects);
        }
    }

    /// <inheritdoc/>
    protected override void SendPrepare(Address to, Prepare prepare, Effects effects) => effects.SendWhenDurable(to, prepare);

    private void OnVote(TimeSpan now, string participant, Voted voted, Effects effects)
    {
        if (voted.Vote == Vote.No)
        {
            Abort(voted.Reason ?? $"{participant} voted no", effects);
            return;
        }

        if (_unvoted.Count > 0)
            return;
        _preCommittingSince = now;
        _uncertain.UnionWith(Transaction.Participants);
        SendNow(now, effects);
    }

    /// <summary>A participant knows a decision: the participants took this coordinator for dead, or one of them refused.</summary>
    private void Follow(Decision decision, Effects effects)
    {
        if (decision == AtomicCommit.Decision.Commit)
            Commit(effects);
        else
            Abort("a participant had aborted", effects);
    }

    private void Commit(Effects effects)
    {
        Settle(AtomicCommit.Decision.Commit);
        _unacknowledged.UnionWith(Transaction.Participants);
        memory.Commit(new CommitDecided(Transaction, [.. _unacknowledged]), effects);
        SendDecision(_unacknowledged, effects);
    }

    /// <summary>Nobody acknowledges an abort: a participant that misses it asks, and is told the same.</summary>
    private void Abort(string reason, Effects effects)
    {
        Settle(AtomicCommit.Decision.Abort, reason);
        memory.Close(new Ended(Transaction.Id, Transaction.Nonce, AtomicCommit.Decision.Abort, reason), effects);
        SendDecision(Transaction.Participants, effects);
    }

    private void SendDecision(IEnumerable<string> participants, Effects effects)
    {
        foreach (var participant in participants)
            effects.SendWhenDurable(At(participant), new Decide(Transaction, Decision!.Value));
    }

    private void End(Effects effects)
    {
        foreach (var participant in Transaction.Participants)
            effects.Send(At(participant), new Forget(Transaction.Id));
    }
}
