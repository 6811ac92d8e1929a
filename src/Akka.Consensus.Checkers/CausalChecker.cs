using Akka.Consensus.Checkers.Orders;
using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers;

/// <summary>
/// Whether reads and writes are causally consistent (CC): every read is explained by an order of the operations that its process knew of, by
/// what it did itself and by what it read, directly or not. Times do not count, but for the order of one process.
/// </summary>
/// <remarks>
/// Bouajjani, Enea, Guerraoui, Hamza, "On verifying causal consistency" (POPL 2017), theorem 1: where no value is written to a key twice, a
/// history is CC exactly if it has none of four patterns, which are those of <see cref="BadPattern"/>. CC does not ask that processes agree on
/// the order of concurrent writes (that is causal convergence, CCv), nor that one process does not change its mind about
/// it (causal memory, CM).
/// </remarks>
public static class CausalChecker
{
    /// <summary>Checks a history. Takes time and memory in proportion to its length and the number of its processes.</summary>
    /// <param name="history">In any order.</param>
    /// <param name="initial">The value of every key before the first write.</param>
    /// <param name="limits">What the check may cost, of which only memory matters; <see cref="CheckLimits.Default"/> if null.</param>
    /// <exception cref="ArgumentException">
    /// A value is written to a key twice, or is the initial one; or a process has two operations at once. Writes of unknown outcome whose value
    /// nobody read do not count.
    /// </exception>
    public static ConsistencyResult<TKey, TValue> Check<TKey, TValue>(
        IReadOnlyList<Operation<Access<TKey, TValue>>> history, TValue initial, CheckLimits? limits = null)
        where TKey : notnull
        where TValue : IEquatable<TValue>?
    {
        var accesses = DistinctWrites<TKey, TValue>.Of(history, initial);
        if (!accesses.TryOrder(new Budget(limits ?? CheckLimits.Default), out var order))
            return new ConsistencyResult<TKey, TValue>(Verdict.Unknown, Limit.Memory, null);
        var anomaly = Find(accesses, order);
        return new ConsistencyResult<TKey, TValue>(anomaly is null ? Verdict.Legal : Verdict.Illegal, Limit.None, anomaly);
    }

    private static Anomaly<TKey, TValue>? Find<TKey, TValue>(DistinctWrites<TKey, TValue> history, ProcessOrder order)
        where TKey : notnull
        where TValue : IEquatable<TValue>?
    {
        if (history.FindCycle(order) is { } found)
            return found;
        var writes = new WriteLines<TKey, TValue>(history, order);
        for (var read = 0; read < history.Operations.Length; read++)
        {
            if (history.Operations[read].Content.IsWrite)
                continue;
            var seen = history.WriteOf[read];
            foreach (var line in writes.Of(history.Operations[read].Content.Key))
            {
                // If one of them comes after the write that was seen, the last one does.
                if (writes.CountBefore(line, read) is var count && count == 0)
                    continue;
                if (seen is null)
                    return history.Anomaly(BadPattern.InitialReadAfterWrite, read, line[count - 1]);
                if (order.Precedes(seen.Value, line[count - 1]))
                    return history.Anomaly(BadPattern.ReadAfterOverwrite, read, seen.Value, line[count - 1]);
            }
        }

        return null;
    }
}
