using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>
/// What the coordinators of a node remember over a crash: the commits that are not acknowledged by all, what became of the transactions that ended not
/// long ago, and the rounds that they may have used. Not thread-safe.
/// </summary>
public class CoordinatorMemory(NodeId self, CommitSettings settings)
{
    private readonly SortedDictionary<TransactionId, Transaction> _begun = [];
    private readonly SortedDictionary<TransactionId, CommitDecided> _active = [];
    private readonly OutcomeWindow _ended = new(settings.MaxOutcomes);
    private readonly RoundsOfCoordinators _rounds = new(self);
    private int _rows;

    private sealed class RoundsOfCoordinators(NodeId self) : Rounds(self)
    {
        protected override void Store(Reserved reserved, Effects effects) => effects.Persist(new RoundsReserved(reserved.Round));
    }

    /// <summary>The transactions of three-phase commit that are not decided.</summary>
    public IReadOnlyCollection<Transaction> Begun => _begun.Values;

    /// <summary>The commits that are not acknowledged by all.</summary>
    public IReadOnlyCollection<CommitDecided> Active => _active.Values;

    /// <summary>What became of a transaction that has ended; null if that is not known.</summary>
    public Ended? Find(TransactionId id) => _ended.Find(id);

    /// <summary>Takes back a stored event.</summary>
    public void Recover(IEvent stored)
    {
        if (stored is CoordinatorKept kept)
            TakeBack(kept);
        else
            Apply(stored);
    }

    /// <summary>The next ballot, above one that was seen. What tells of it leaves when its reservation is durable.</summary>
    public Ballot NextBallot(Ballot seen, Effects effects) => _rounds.Next(seen, effects);

    /// <summary>Stores that a transaction has begun. What tells of it leaves when that is durable.</summary>
    public void Begin(Transaction transaction, Effects effects) => Store(new TransactionBegun(transaction), effects);

    /// <summary>Stores a commit. What tells of it leaves when it is durable.</summary>
    public virtual void Commit(CommitDecided commit, Effects effects) => Store(commit, effects);

    /// <summary>Stores what became of a transaction of which nobody has to be told until he hears it. What tells of it leaves when it is durable.</summary>
    public virtual void Close(Ended outcome, Effects effects)
    {
        if (Find(outcome.Id) is null)
            Store(EventOf(outcome), effects);
    }

    /// <summary>Takes note of the end of a transaction; of a commit that was stored, durably.</summary>
    public void End(Ended ended, Effects effects)
    {
        if (_active.ContainsKey(ended.Id))
            Store(EventOf(ended), effects);
        else
            _ended.Add(ended);
    }

    private static IEvent EventOf(Ended outcome) => outcome.Decision == Decision.Commit
        ? new CommitEnded(outcome.Id, outcome.Nonce)
        : new AbortDecided(outcome.Id, outcome.Nonce, outcome.Reason ?? "");

    private void Store(IEvent change, Effects effects)
    {
        Apply(change);
        if (_rows < 2 * (settings.MaxOutcomes + _active.Count + _begun.Count))
        {
            effects.Persist(change);
            return;
        }

        effects.Persist(new CoordinatorKept(_rounds.LastReserved, [.. _begun.Values], [.. _active.Values], [.. _ended.Items]));
        _rows = 0;
    }

    private void Apply(IEvent change)
    {
        _rows++;
        switch (change)
        {
            case TransactionBegun begun:
                _begun[begun.Transaction.Id] = begun.Transaction;
                break;
            case CommitDecided decided:
                _begun.Remove(decided.Transaction.Id);
                _active[decided.Transaction.Id] = decided;
                break;
            case AbortDecided aborted:
                _begun.Remove(aborted.Id);
                _ended.Add(new Ended(aborted.Id, aborted.Nonce, Decision.Abort, aborted.Reason));
                break;
            case CommitEnded ended:
                _active.Remove(ended.Id);
                _ended.Add(new Ended(ended.Id, ended.Nonce, Decision.Commit));
                break;
            case RoundsReserved reserved:
                _rounds.Recover(new Reserved(reserved.Round));
                break;
            default:
                throw new InvariantException($"a coordinator does not store {change.GetType().Name}");
        }
    }

    /// <summary>What came before it in the journal may still be there, and counts no more.</summary>
    private void TakeBack(CoordinatorKept kept)
    {
        _begun.Clear();
        _active.Clear();
        _ended.Clear();
        _rows = 0;
        _rounds.Recover(new Reserved(kept.Round));
        foreach (var begun in kept.Begun)
            _begun[begun.Id] = begun;
        foreach (var active in kept.Active)
            _active[active.Transaction.Id] = active;
        foreach (var ended in kept.Ended)
            _ended.Add(ended);
    }
}
