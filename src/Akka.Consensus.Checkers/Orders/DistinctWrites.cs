using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers.Orders;

/// <summary>
/// The reads and writes of a history in which no process writes to a key what was written to it before: so each read tells which write it
/// saw. What nobody is known to have seen of an operation of unknown outcome is left out: with it left out the history is as
/// good as with it. Operations are numbered.
/// </summary>
internal sealed class DistinctWrites<TKey, TValue>
    where TKey : notnull
    where TValue : IEquatable<TValue>?
{
    private DistinctWrites(Operation<Access<TKey, TValue>>[] operations)
    {
        Operations = operations;
        WriteOf = new int?[operations.Length];
        ReadersOf = Array.ConvertAll(operations, _ => new List<int>());
    }

    /// <summary>In the order of their calls.</summary>
    public Operation<Access<TKey, TValue>>[] Operations { get; }

    /// <summary>The write whose value a read answered with; null if it is the initial one, and for writes.</summary>
    public int?[] WriteOf { get; }

    /// <summary>The reads that saw a write.</summary>
    public List<int>[] ReadersOf { get; }

    /// <summary>The reads of values that nobody wrote.</summary>
    public List<int> FromThinAir { get; } = [];

    /// <exception cref="ArgumentException">A value is written to a key twice, or is the initial one; or a process does two things at once.</exception>
    public static DistinctWrites<TKey, TValue> Of(IReadOnlyList<Operation<Access<TKey, TValue>>> history, TValue initial)
    {
        var seen = history.Where(o => o.IsComplete && !o.Content.IsWrite).Select(o => (o.Content.Key, Box: new Box(o.Content.Value))).ToHashSet();
        var distinct = new DistinctWrites<TKey, TValue>([.. history
            .Where(o => o.IsComplete || (o.Content.IsWrite && seen.Contains((o.Content.Key, new Box(o.Content.Value)))))
            .OrderBy(o => o.Call)]);
        distinct.FindWrites(new Box(initial));
        return distinct;
    }

    /// <summary>
    /// The operations of each process in its order. One of unknown outcome ends its process as far as order goes: nobody knows
    /// that it took effect before what the process did next. What comes next is of the same line, without it.
    /// </summary>
    /// <returns>False if there is not enough memory for it.</returns>
    public bool TryOrder(Budget budget, out ProcessOrder order)
    {
        order = new ProcessOrder(Operations.Length);
        var last = new Dictionary<int, int>();
        for (var i = 0; i < Operations.Length; i++)
        {
            var (process, isComplete) = (Operations[i].Process, Operations[i].IsComplete);
            int? previous = last.TryGetValue(process, out var found) ? found : null;
            if (previous is { } before && isComplete && Operations[before].Return > Operations[i].Call)
                throw new ArgumentException($"process {process} has two operations at once");
            order.Add(i, previous, isAlone: !isComplete);
            if (isComplete)
                last[process] = i;
        }

        return order.TryClose(budget);
    }

    /// <summary>
    /// Tells an order which write each read came after. Finds a read from thin air, or operations that must come before each other.
    /// </summary>
    public Anomaly<TKey, TValue>? FindCycle(ProcessOrder order)
    {
        if (FromThinAir is [var read, ..])
            return Anomaly(BadPattern.ThinAirRead, read);
        for (var i = 0; i < Operations.Length; i++)
        {
            if (WriteOf[i] is { } write && !order.TryAdd(write, i))
                return Anomaly(BadPattern.Cycle, [.. order.Path(i, write)]);
        }

        return null;
    }

    /// <summary>An anomaly of operations by their numbers.</summary>
    public Anomaly<TKey, TValue> Anomaly(BadPattern pattern, params int[] operations) =>
        new(pattern, [.. operations.Select(o => Operations[o])]);

    private void FindWrites(Box initial)
    {
        var writes = new Dictionary<(TKey, Box), int>();
        for (var i = 0; i < Operations.Length; i++)
        {
            var access = Operations[i].Content;
            if (access.IsWrite && (new Box(access.Value) == initial || !writes.TryAdd((access.Key, new Box(access.Value)), i)))
                throw new ArgumentException($"{access.Value} is written to {access.Key} although it was there before: the writes are not distinct");
        }

        for (var i = 0; i < Operations.Length; i++)
        {
            var access = Operations[i].Content;
            if (access.IsWrite || new Box(access.Value) == initial)
                continue;
            if (writes.TryGetValue((access.Key, new Box(access.Value)), out var write))
            {
                WriteOf[i] = write;
                ReadersOf[write].Add(i);
            }
            else
            {
                FromThinAir.Add(i);
            }
        }
    }

    /// <summary>Lets a value be null.</summary>
    private readonly record struct Box(TValue Value);
}
