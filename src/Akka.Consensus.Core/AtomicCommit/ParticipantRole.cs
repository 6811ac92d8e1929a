namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>
/// One participant, with all transactions that it has a part in: remembers its votes and the decisions, and tells the application what to do. A
/// transaction is done once, however often its messages come.
/// </summary>
/// <param name="name">Its name: what others reach it by.</param>
/// <param name="settings">Times and limits.</param>
/// <param name="isOneJournal">
/// Whether what the application does is kept in the same journal as this role's events: then a decision that is stored has been carried out.
/// </param>
public class ParticipantRole(string name, CommitSettings settings, bool isOneJournal) : IRole
{
    private const string NeverVoted = "it was aborted before this participant had voted";

    private readonly SortedDictionary<TransactionId, Participant> _branches = [];
    private readonly OutcomeWindow _ended = new(settings.MaxOutcomes);
    private readonly LeftWindow _left = new(settings.MaxOutcomes);

    /// <summary>The transactions that are under way, or remembered for those who may ask.</summary>
    public IReadOnlyCollection<Participant> Branches => _branches.Values;

    /// <summary>A transaction that is under way, or remembered; null if there is none.</summary>
    public Participant? Find(TransactionId id) => _branches.GetValueOrDefault(id);

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        switch (stored)
        {
            case Prepared prepared:
                Add(prepared.Transaction, prepared.Operation).State = BranchState.Prepared;
                break;
            case PreCommitted preCommitted when _branches.TryGetValue(preCommitted.Id, out var branch):
                branch.State = BranchState.PreCommitted;
                break;
            case LeftReadOnly left:
                _left.Add(left.Id, left.Nonce);
                break;
            case Refused refused:
                _ended.Add(new Ended(refused.Id, refused.Nonce, Decision.Abort, refused.Reason));
                break;
            case BranchDecided decided when _branches.TryGetValue(decided.Id, out var branch):
                Apply(branch, decided.Decision);
                break;
            case BranchFinished finished when _branches.TryGetValue(finished.Id, out var branch):
                Apply(branch);
                break;
            case BranchForgotten forgotten:
                _branches.Remove(forgotten.Id);
                break;
            case ParticipantKept kept:
                Recover(kept);
                break;
        }
    }

    /// <summary>All that must be remembered over a crash. A vote that is open is none of it.</summary>
    public ParticipantKept Keep() => new(
        [.. _branches.Values.Where(b => b.State != BranchState.Voting).Select(b => new KeptBranch(b.Transaction, b.Operation, b.State, b.Decision))],
        [.. _ended.Items], [.. _left.Items]);

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        foreach (var branch in _branches.Values)
        {
            (branch.Since, branch.HeardAt, branch.HasRecovered) = (now, now, branch.IsInDoubt);
            if (branch.State == BranchState.Finishing)
                effects.Tell(new FinishBranch(branch.Transaction, branch.Operation, branch.Decision!.Value));
        }
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        foreach (var branch in _branches.Values.ToList())
        {
            branch.Tick(now, effects);
            Settle(branch, effects);
        }
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Prepare { Transaction.IsSound: true } prepare:
                OnPrepare(now, prepare, effects);
                break;
            case Decide decide:
                OnDecide(now, from, decide, effects);
                break;
            case Inquire { Transaction.IsSound: true } inquire:
                OnInquire(from, inquire, effects);
                break;
            case Forget forget:
                OnForget(forget.Id, effects);
                break;
            case Waiting waiting when Find(waiting.Id) is { } branch && from.Role == Role.Coordinator:
                branch.HeardAt = now;
                break;
            default:
                Pass(now, from, message, effects);
                break;
        }
    }

    /// <summary>The application has prepared, or cannot.</summary>
    public void Answer(TimeSpan now, TransactionId id, Vote vote, string? reason, Effects effects)
    {
        if (Find(id) is not { State: BranchState.Voting } branch)
        {
            // It was decided meanwhile, which can only be an abort.
            return;
        }

        (branch.HeardAt, branch.AskedAt) = (now, now);
        if (vote == Vote.ReadOnly && !branch.MayVoteReadOnly)
            vote = Vote.Yes;
        switch (vote)
        {
            case Vote.Yes:
                branch.State = BranchState.Prepared;
                Store(new Prepared(branch.Transaction, branch.Operation), effects);
                break;
            case Vote.No:
                _branches.Remove(id);
                Refuse(branch.Transaction, reason ?? "", effects);
                break;
            case Vote.ReadOnly:
                _branches.Remove(id);
                Store(new LeftReadOnly(id, branch.Transaction.Nonce), effects);
                _left.Add(id, branch.Transaction.Nonce);
                break;
        }

        branch.SendVote(vote, reason, effects);
    }

    /// <summary>The application has carried out a decision.</summary>
    public void Finish(TransactionId id, Effects effects)
    {
        if (Find(id) is not { State: BranchState.Finishing } branch)
            return;
        Store(new BranchFinished(id), effects);
        Apply(branch);
        Acknowledge(branch, effects);
    }

    /// <summary>Makes the branch for a transaction, as its protocol wants it.</summary>
    protected virtual Participant NewBranch(Transaction transaction, Operation operation) => transaction.Protocol switch
    {
        CommitProtocol.TwoPhase => new TwoPhase.Participant(name, transaction, operation, settings),
        CommitProtocol.ThreePhase => new ThreePhase.Participant(name, transaction, operation, settings),
        _ => new PaxosCommit.Participant(name, transaction, operation, settings),
    };

    /// <summary>
    /// Stores something before it is told or carried out. A yes binds it. Nor must a no become a yes after a crash, when a fellow has aborted because of it; nor
    /// must one that had nothing to commit, and has left, say that it has not voted.
    /// </summary>
    protected virtual void Store(IEvent change, Effects effects) => effects.Persist(change);

    /// <summary>Takes back what was kept, in the place of all that was recovered before.</summary>
    private void Recover(ParticipantKept kept)
    {
        _branches.Clear();
        _ended.Clear();
        _left.Clear();
        foreach (var each in kept.Branches)
        {
            var branch = Add(each.Transaction, each.Operation);
            if (each.Decision is { } decision)
                branch.Learn(decision);
            branch.State = each.State;
        }

        foreach (var outcome in kept.Ended)
            _ended.Add(outcome);
        foreach (var left in kept.Left)
            _left.Add(left.Id, left.Nonce);
    }

    private void OnPrepare(TimeSpan now, Prepare prepare, Effects effects)
    {
        var id = prepare.Transaction.Id;
        if (IsAnother(prepare.Transaction))
        {
            if (!IsVoting(id))
                NewBranch(prepare.Transaction, prepare.Operation).SendVote(Vote.No, $"another transaction has the id {id}", effects);
        }
        else if (_left.NonceOf(id) is not null)
        {
            NewBranch(prepare.Transaction, prepare.Operation).SendVote(Vote.ReadOnly, reason: null, effects);
        }
        else if (Find(id) is { } known)
        {
            if (known.IsInDoubt)
                known.SendVote(Vote.Yes, reason: null, effects);
        }
        else if (_ended.Find(id) is { } outcome)
        {
            var ended = NewBranch(prepare.Transaction, prepare.Operation);
            ended.Learn(outcome.Decision);
            if (outcome.Decision == Decision.Commit || (ended.AcknowledgesAbort && outcome.Reason is null))
                ended.SendAcknowledgement(effects);
            else
                ended.SendVote(Vote.No, outcome.Reason ?? "it was aborted before", effects);
        }
        else
        {
            var branch = Add(prepare.Transaction, prepare.Operation);
            (branch.Since, branch.HeardAt) = (now, now);
            if (_branches.Count > settings.MaxActive)
                Answer(now, id, Vote.No, $"{name} has a part in {settings.MaxActive} transactions already", effects);
            else
                effects.Tell(new PrepareBranch(prepare.Transaction, prepare.Operation));
        }
    }

    private void OnDecide(TimeSpan now, Address from, Decide decide, Effects effects)
    {
        var id = decide.Transaction.Id;
        if (_left.NonceOf(id) == decide.Transaction.Nonce)
            return;
        var branch = Find(id);
        if (branch?.Transaction.Nonce != decide.Transaction.Nonce)
        {
            // It was not asked to prepare, or voted no, or has forgotten it.
            branch = NewBranch(decide.Transaction, Operation.None);
            if (decide.Decision == Decision.Abort && !IsAnother(decide.Transaction) && !IsKnown(id))
                Refuse(decide.Transaction, NeverVoted, effects);
            branch.State = BranchState.Done;
        }

        branch.AskedAt = now;
        if (from.Role == Role.Coordinator)
            branch.ToldBy = from;
        branch.Learn(decide.Decision);
        if (branch.State == BranchState.Done)
            Acknowledge(branch, effects);
        else
            Settle(branch, effects);
    }

    private void Pass(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        foreach (var branch in _branches.Values.ToList())
        {
            branch.Receive(now, from, message, effects);
            Settle(branch, effects);
        }
    }

    /// <summary>Carries out what a branch has come to know.</summary>
    private void Settle(Participant branch, Effects effects)
    {
        if (branch.Decision is not { } decision || branch.State is BranchState.Finishing or BranchState.Done)
            return;
        if (branch.State == BranchState.Voting)
        {
            Invariant.Require(decision == Decision.Abort, "AC2: commit only if all voted yes");
            _branches.Remove(branch.Transaction.Id);
            Refuse(branch.Transaction, NeverVoted, effects);
            effects.TellWhenDurable(new FinishBranch(branch.Transaction, branch.Operation, decision));
            Acknowledge(branch, effects);
            return;
        }

        Store(new BranchDecided(branch.Transaction.Id, decision), effects);
        Apply(branch, decision);
        effects.TellWhenDurable(new FinishBranch(branch.Transaction, branch.Operation, decision));
        branch.Announce(effects);
        if (isOneJournal)
            Acknowledge(branch, effects);
    }

    /// <summary>A fellow is in doubt. If this one has not voted, it need not, and never will.</summary>
    private void OnInquire(Address from, Inquire inquire, Effects effects)
    {
        var id = inquire.Transaction.Id;
        var isAnother = IsAnother(inquire.Transaction);
        if (isAnother && !IsVoting(id))
        {
            effects.SendWhenDurable(from, new Decide(inquire.Transaction, Decision.Abort));
            return;
        }

        if (isAnother || _left.NonceOf(id) is not null)
        {
            effects.Send(from, new Waiting(id));
            return;
        }

        if (Find(id) is { State: not BranchState.Voting } branch)
        {
            if (branch.Decision is { } known)
                effects.SendWhenDurable(from, new Decide(inquire.Transaction, known));
            else
                branch.Answer(from, effects);
            return;
        }

        if (_ended.Find(id) is null)
        {
            Refuse(inquire.Transaction, "another participant was in doubt before this one had voted", effects);
            if (_branches.Remove(id, out var open))
                effects.TellWhenDurable(new FinishBranch(open.Transaction, open.Operation, Decision.Abort));
        }

        effects.SendWhenDurable(from, new Decide(inquire.Transaction, _ended.Find(id)!.Value.Decision));
    }

    private void OnForget(TransactionId id, Effects effects)
    {
        if (Find(id) is not { State: BranchState.Done })
            return;
        Store(new BranchForgotten(id), effects);
        _branches.Remove(id);
    }

    private void Refuse(Transaction transaction, string reason, Effects effects)
    {
        Store(new Refused(transaction.Id, transaction.Nonce, reason), effects);
        _ended.Add(new Ended(transaction.Id, transaction.Nonce, Decision.Abort, reason));
    }

    /// <summary>Whether another transaction with the same id is known here: then this one is refused.</summary>
    private bool IsAnother(Transaction transaction) =>
        (Find(transaction.Id)?.Transaction.Nonce ?? _ended.Find(transaction.Id)?.Nonce ?? _left.NonceOf(transaction.Id)) is { } nonce
        && nonce != transaction.Nonce;

    /// <summary>Whether the vote is open: nothing is stored that a crash would leave.</summary>
    private bool IsVoting(TransactionId id) => Find(id) is { State: BranchState.Voting };

    private bool IsKnown(TransactionId id) => _ended.Find(id) is not null || _left.NonceOf(id) is not null;

    private Participant Add(Transaction transaction, Operation operation)
    {
        var branch = NewBranch(transaction, operation);
        _branches.Add(transaction.Id, branch);
        return branch;
    }

    private void Apply(Participant branch, Decision decision)
    {
        branch.Learn(decision);
        branch.State = BranchState.Finishing;
        if (isOneJournal)
            Apply(branch);
    }

    /// <summary>It is done. An abort need not be remembered: nobody can learn anything else of it.</summary>
    private void Apply(Participant branch)
    {
        branch.State = BranchState.Done;
        _ended.Add(new Ended(branch.Transaction.Id, branch.Transaction.Nonce, branch.Decision!.Value));
        if (branch.Decision == Decision.Abort && !branch.AcknowledgesAbort)
            _branches.Remove(branch.Transaction.Id);
    }

    private static void Acknowledge(Participant branch, Effects effects)
    {
        if (branch.Decision == Decision.Commit || branch.AcknowledgesAbort)
            branch.SendAcknowledgement(effects);
    }
}
