using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

/// <summary>What an acceptor of votes remembers over a crash: promises and votes, and of transactions that have ended the outcome. Not thread-safe.</summary>
public sealed class VoteMemory(CommitSettings settings) : AcceptorMemory
{
    private readonly SortedDictionary<string, VotesEnded> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>What became of the transaction with these instances; null if it has not ended, or did so long ago.</summary>
    public VotesEnded? Ended(string name) => _ended.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override void Recover(IEvent stored)
    {
        switch (stored)
        {
            case VotesEnded ended:
                Apply(ended);
                break;
            case VotesKept kept:
                TakeBack(kept.Instances);
                _ended.Clear();
                _order.Clear();
                foreach (var ended in kept.Ended)
                    Apply(ended);
                break;
            default:
                base.Recover(stored);
                break;
        }
    }

    /// <summary>A transaction has ended: its outcome is stored before its votes are forgotten.</summary>
    public void End(VotesEnded ended, IReadOnlyList<InstanceId> instances, Effects effects)
    {
        if (Ended(ended.Name) is null)
        {
            Apply(ended);
            effects.Persist(ended);
        }

        Forget(instances, effects);
    }

    /// <inheritdoc/>
    protected override IRebase Rewritten(IReadOnlyList<KeptInstance> instances) => new VotesKept(instances, [.. _order.Select(n => _ended[n])]);

    private void Apply(VotesEnded ended)
    {
        if (!_ended.TryAdd(ended.Name, ended))
            return;
        _order.Enqueue(ended.Name);
        if (_order.Count > settings.MaxOutcomes)
            _ended.Remove(_order.Dequeue());
    }
}
