namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>The transactions that a participant has left last, because it had nothing to commit. Not thread-safe.</summary>
internal sealed class LeftWindow(int capacity)
{
    private readonly SortedDictionary<TransactionId, long> _nonces = [];
    private readonly Queue<TransactionId> _order = new();

    /// <summary>The transactions, oldest first.</summary>
    public IEnumerable<LeftReadOnly> Items => _order.Select(id => new LeftReadOnly(id, _nonces[id]));

    /// <summary>The number of a transaction that was left; null if it is not known.</summary>
    public long? NonceOf(TransactionId id) => _nonces.TryGetValue(id, out var nonce) ? nonce : null;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _nonces.Clear();
        _order.Clear();
    }

    /// <summary>Takes note of a transaction, and forgets the oldest if there are too many.</summary>
    public void Add(TransactionId id, long nonce)
    {
        if (!_nonces.TryAdd(id, nonce))
            return;
        _order.Enqueue(id);
        if (_order.Count > capacity)
            _nonces.Remove(_order.Dequeue());
    }
}
