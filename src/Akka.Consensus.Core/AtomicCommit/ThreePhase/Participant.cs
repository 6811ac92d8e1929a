namespace Akka.Consensus.Core.AtomicCommit.ThreePhase;

/// <summary>
/// A participant of three-phase commit. When the coordinator is silent the participants terminate the transaction themselves, in turn, by their order: whose
/// turn it is asks all how far they have come, and takes those for crashed that are silent. If anyone has decided, it is that; if any of those who are up
/// knows that all have voted yes, all of them are told so, and then to commit; else it is an abort. One that has crashed since it voted takes no part in
/// that, and waits for the decision; only where all have crashed do they decide from what they remember.
/// </summary>
/// <remarks>
/// Skeen, "Nonblocking Commit Protocols" (SIGMOD 1981), §6; total failure after Bernstein, Hadzilacos, Goodman, "Concurrency Control and Recovery in Database
/// Systems" (1987), §7.5.
/// </remarks>
public class Participant(string name, Transaction transaction, Operation operation, CommitSettings settings)
    : AtomicCommit.Participant(name, transaction, operation, settings)
{
    private readonly SortedDictionary<string, StateReport> _reports = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _uncertain = new(StringComparer.Ordinal);
    private TimeSpan? _askingSince;
    private TimeSpan? _preCommittingSince;
    private bool _coordinatorHasNoDecision;
    private bool _hasDecided;

    /// <inheritdoc/>
    public override bool MayVoteReadOnly => false;

    /// <inheritdoc/>
    public override string Awaited => _askingSince is null ? base.Awaited : string.Join(", ", Fellows);

    private IEnumerable<string> Fellows => Transaction.Participants.Where(p => p != Name);

    /// <inheritdoc/>
    public override void Answer(Address fellow, Effects effects) =>
        effects.SendWhenDurable(fellow, new StateReport(Transaction, State == BranchState.PreCommitted, HasRecovered));

    /// <summary>Learns the decision. In a divided network another one may have been made elsewhere: what is done cannot be undone, and stays.</summary>
    public override void Learn(Decision decision)
    {
        if (Decision is null)
            base.Learn(decision);
    }

    /// <inheritdoc/>
    public override void Announce(Effects effects)
    {
        if (!_hasDecided)
            return;
        foreach (var fellow in Fellows)
            effects.SendWhenDurable(At(fellow), new Decide(Transaction, Decision!.Value));
    }

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        if (message is not ITransactionMessage about || !about.Transaction.Equals(Transaction))
            return;
        switch (message)
        {
            case PreCommit:
                OnPreCommit(now, from, effects);
                break;
            case PreCommitAcknowledged:
                _uncertain.Remove(from.Name);
                break;
            case StateReport report when IsInDoubt:
                _reports[from.Name] = report;
                break;
            case NoDecision:
                _coordinatorHasNoDecision = true;
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Doubt(TimeSpan now, Effects effects)
    {
        base.Doubt(now, effects);
        if (!MayTerminate)
            AwaitOthers(effects);
        else if (now - HeardAt >= (Transaction.Participants.IndexOf(Name) + 1) * Settings.SuspicionTimeout)
            Terminate(now, effects);
        else
            (_askingSince, _preCommittingSince) = (null, null);
    }

    /// <summary>Whether it may decide for others: it has been up since it voted, and knows all that was said to it.</summary>
    protected virtual bool MayTerminate => !HasRecovered;

    /// <summary>What follows from the states of those who are up.</summary>
    protected virtual Decision Conclude(bool isAnyPreCommitted) => isAnyPreCommitted ? AtomicCommit.Decision.Commit : AtomicCommit.Decision.Abort;

    private static Address At(string participant) => new(Role.Participant, participant);

    /// <summary>One that has recovered is not in the state of which others may have counted it: it takes no step until it hears the decision.</summary>
    private void OnPreCommit(TimeSpan now, Address from, Effects effects)
    {
        if (from.Role == Role.Coordinator)
            HeardAt = now;
        if (Decision is { } decision)
        {
            effects.SendWhenDurable(from, new Decide(Transaction, decision));
            return;
        }

        if (!IsInDoubt || HasRecovered)
            return;
        BecomePreCommitted(effects);
        effects.SendWhenDurable(from, new PreCommitAcknowledged(Transaction));
    }

    private void BecomePreCommitted(Effects effects)
    {
        if (State == BranchState.PreCommitted)
            return;
        State = BranchState.PreCommitted;
        effects.Persist(new PreCommitted(Transaction.Id));
    }

    private void Terminate(TimeSpan now, Effects effects)
    {
        if (_askingSince is null)
        {
            _askingSince = now;
            _reports.Clear();
        }

        if (_preCommittingSince is { } since)
            Finish(now, since, effects);
        else if (now - _askingSince < Settings.SuspicionTimeout)
            AskFellows(effects);
        else
            Conclude(now, effects);
    }

    /// <summary>Those who have not answered are taken for crashed.</summary>
    private void Conclude(TimeSpan now, Effects effects)
    {
        var operational = _reports.Where(r => !r.Value.HasRecovered).ToList();
        var decision = Conclude(State == BranchState.PreCommitted || operational.Exists(r => r.Value.IsPreCommitted));
        if (decision == AtomicCommit.Decision.Abort)
        {
            Decide(decision);
            return;
        }

        BecomePreCommitted(effects);
        _uncertain.Clear();
        _uncertain.UnionWith(operational.Where(r => !r.Value.IsPreCommitted).Select(r => r.Key));
        _preCommittingSince = now;
        Finish(now, now, effects);
    }

    /// <summary>Commits when all who are up know that all have voted yes.</summary>
    private void Finish(TimeSpan now, TimeSpan since, Effects effects)
    {
        if (_uncertain.Count == 0 || now - since >= Settings.SuspicionTimeout)
        {
            Decide(AtomicCommit.Decision.Commit);
            return;
        }

        foreach (var fellow in _uncertain)
            effects.SendWhenDurable(At(fellow), new PreCommit(Transaction));
    }

    /// <summary>
    /// Total failure: nobody has been up since it voted, and none has decided. Nothing changes their states any more, so all who know them decide the same.
    /// </summary>
    private void AwaitOthers(Effects effects)
    {
        if (_coordinatorHasNoDecision && Fellows.All(f => _reports.TryGetValue(f, out var report) && report.HasRecovered))
            Decide(Conclude(State == BranchState.PreCommitted || _reports.Values.Any(r => r.IsPreCommitted)));
        else
            AskFellows(effects);
    }

    private void AskFellows(Effects effects)
    {
        foreach (var fellow in Fellows)
            effects.Send(At(fellow), new Inquire(Transaction));
    }

    private void Decide(Decision decision)
    {
        _hasDecided = true;
        Learn(decision);
    }
}
