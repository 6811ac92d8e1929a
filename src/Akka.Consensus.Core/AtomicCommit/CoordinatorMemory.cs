using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>
/// What the coordinators of a node remember over a crash: the commits that are not acknowledged by all, those that were not long ago, and the rounds that they
/// may have used. Not thread-safe.
/// </summary>
public class CoordinatorMemory(NodeId self, CommitSettings settings)
{
    private readonly SortedDictionary<TransactionId, CommitDecided> _active = [];
    private readonly OutcomeWindow _ended = new(settings.MaxOutcomes);
    private readonly RoundsOfCoordinators _rounds = new(self);
    private int _rows;

    private sealed class RoundsOfCoordinators(NodeId self) : Rounds(self)
    {
        protected override void Store(Reserved reserved, Effects effects) => effects.Persist(new RoundsReserved(reserved.Round));
    }

    /// <summary>The commits that are not acknowledged by all.</summary>
    public IReadOnlyCollection<CommitDecided> Active => _active.Values;

    /// <summary>What became of a transaction that has ended; null if that is not known.</summary>
    public Ended? Find(TransactionId id) => _ended.Find(id);

    /// <summary>Takes back a stored event.</summary>
    public void Recover(IEvent stored)
    {
        switch (stored)
        {
            case CoordinatorKept kept:
                _rows = 0;
                _rounds.Recover(new Reserved(kept.Round));
                foreach (var active in kept.Active)
                    _active[active.Transaction.Id] = active;
                foreach (var ended in kept.Ended)
                    _ended.Add(ended);
                break;
            case CommitDecided decided:
                Apply(decided);
                break;
            case CommitEnded ended:
                Apply(ended);
                break;
            case RoundsReserved reserved:
                _rows++;
                _rounds.Recover(new Reserved(reserved.Round));
                break;
            default:
                throw new InvariantException($"a coordinator does not store {stored.GetType().Name}");
        }
    }

    /// <summary>The next ballot, above one that was seen. What tells of it leaves when its reservation is durable.</summary>
    public Ballot NextBallot(Ballot seen, Effects effects) => _rounds.Next(seen, effects);

    /// <summary>Stores a commit. What tells of it leaves when it is durable.</summary>
    public virtual void Commit(CommitDecided commit, Effects effects)
    {
        Apply(commit);
        effects.Persist(commit);
    }

    /// <summary>Takes note of the end of a transaction; of a commit that was stored, durably.</summary>
    public void End(Ended ended, Effects effects)
    {
        if (!_active.ContainsKey(ended.Id))
        {
            _ended.Add(ended);
            return;
        }

        var end = new CommitEnded(ended.Id, ended.Nonce);
        Apply(end);
        if (_rows < 2 * (settings.MaxOutcomes + _active.Count))
        {
            effects.Persist(end);
            return;
        }

        effects.Persist(new CoordinatorKept(_rounds.LastReserved, [.. _active.Values], [.. _ended.Items.Where(e => e.Decision == Decision.Commit)]));
        _rows = 0;
    }

    private void Apply(CommitDecided decided)
    {
        _rows++;
        _active[decided.Transaction.Id] = decided;
    }

    private void Apply(CommitEnded ended)
    {
        _rows++;
        _active.Remove(ended.Id);
        _ended.Add(new Ended(ended.Id, ended.Nonce, Decision.Commit));
    }
}
