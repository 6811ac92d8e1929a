namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>What became of a transaction.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Nonce">Its number, which tells it from another one with the same id.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Reason">Why it was aborted.</param>
public readonly record struct Ended(TransactionId Id, long Nonce, Decision Decision, string? Reason = null);

/// <summary>What became of the transactions that ended last. Not thread-safe.</summary>
public sealed class OutcomeWindow(int capacity)
{
    private readonly SortedDictionary<TransactionId, Ended> _outcomes = [];
    private readonly Queue<TransactionId> _order = new();

    /// <summary>The outcomes, oldest first.</summary>
    public IEnumerable<Ended> Items => _order.Select(id => _outcomes[id]);

    /// <summary>What became of a transaction; null if it is not known.</summary>
    public Ended? Find(TransactionId id) => _outcomes.TryGetValue(id, out var known) ? known : null;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _outcomes.Clear();
        _order.Clear();
    }

    /// <summary>Takes note of an outcome, and forgets the oldest if there are too many.</summary>
    public void Add(Ended outcome)
    {
        if (!_outcomes.TryAdd(outcome.Id, outcome))
            return;
        _order.Enqueue(outcome.Id);
        if (_order.Count > capacity)
            _outcomes.Remove(_order.Dequeue());
    }
}
