namespace Akka.Consensus.Checkers.Orders;

/// <summary>Adds to an order what follows from what was read, until nothing more follows.</summary>
internal sealed class Saturation<TKey, TValue>(DistinctWrites<TKey, TValue> history, ProcessOrder order)
    where TKey : notnull
    where TValue : IEquatable<TValue>?
{
    private readonly WriteLines<TKey, TValue> _writes = new(history, order);
    private bool _hasGrown;

    /// <summary>Grows the order. What it finds is a read that would have to come before and after the same write.</summary>
    public Anomaly<TKey, TValue>? FindAnomaly()
    {
        do
        {
            _hasGrown = false;
            for (var operation = 0; operation < history.Operations.Length; operation++)
            {
                if (!history.Operations[operation].Content.IsWrite && Place(operation) is { } hides)
                    return history.WriteOf[operation] is { } seen
                        ? history.Anomaly(BadPattern.ReadAfterOverwrite, operation, seen, hides)
                        : history.Anomaly(BadPattern.InitialReadAfterWrite, operation, hides);
            }
        }
        while (_hasGrown);

        return null;
    }

    /// <summary>
    /// Whether every write of a key is known to come before what each read of the key saw, or after the read: then any order that respects
    /// this one explains all reads.
    /// </summary>
    public bool IsComplete()
    {
        for (var read = 0; read < history.Operations.Length; read++)
        {
            if (history.Operations[read].Content.IsWrite)
                continue;
            foreach (var line in _writes.Of(history.Operations[read].Content.Key))
            {
                var seen = history.WriteOf[read];
                var before = seen is { } write ? _writes.CountBefore(line, write) : 0;
                var own = seen is { } known && order.LineOf(known) == order.LineOf(line[0]) ? 1 : 0;
                if (before + own + _writes.CountAfter(line, read) < line.Count)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Orders the writes of the key around a read and what it saw. Answers with one that comes between them, if one does.</summary>
    private int? Place(int read)
    {
        var seen = history.WriteOf[read];
        foreach (var line in _writes.Of(history.Operations[read].Content.Key))
        {
            // In either case what holds for one write holds for the rest of its line.
            if (_writes.CountBefore(line, read) is > 0 and var before && line[before - 1] is var earlier && earlier != seen
                && (seen is null || !IsOrdered(earlier, seen.Value)))
                return earlier;
            var after = seen is { } write ? _writes.CountAfter(line, write) : line.Count;
            if (after > 0 && line[^after] is var later && !IsOrdered(read, later))
                return later;
        }

        return null;
    }

    private bool IsOrdered(int one, int other)
    {
        if (order.Precedes(one, other))
            return true;
        _hasGrown = true;
        return order.TryAdd(one, other);
    }
}
