namespace Akka.Consensus.Checkers.Orders;

/// <summary>The writes of each key, by line, in the order of the line.</summary>
internal sealed class WriteLines<TKey, TValue>
    where TKey : notnull
    where TValue : IEquatable<TValue>?
{
    private readonly Dictionary<TKey, List<List<int>>> _byKey;
    private readonly ProcessOrder _order;

    public WriteLines(DistinctWrites<TKey, TValue> history, ProcessOrder order)
    {
        _order = order;
        _byKey = Enumerable.Range(0, history.Operations.Length)
            .Where(o => history.Operations[o].Content.IsWrite)
            .GroupBy(o => history.Operations[o].Content.Key)
            .ToDictionary(
                g => g.Key,
                g => g.GroupBy(order.LineOf).Select(l => l.OrderBy(order.IndexOf).ToList()).ToList());
    }

    /// <summary>The lines that write a key, each as its writes.</summary>
    public IReadOnlyList<List<int>> Of(TKey key) => _byKey.TryGetValue(key, out var lines) ? lines : [];

    /// <summary>How many writes of a line come before an operation.</summary>
    public int CountBefore(List<int> writes, int operation) =>
        CountWhile(writes, w => _order.IndexOf(w) < _order.CountBefore(operation, _order.LineOf(w)));

    /// <summary>How many writes of a line come after an operation: they are the last ones.</summary>
    public int CountAfter(List<int> writes, int operation) => writes.Count - CountWhile(writes, w => !_order.Precedes(operation, w));

    private static int CountWhile(List<int> writes, Func<int, bool> isLow)
    {
        var (low, high) = (0, writes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isLow(writes[middle]))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
