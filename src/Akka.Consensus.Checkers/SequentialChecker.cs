using Akka.Consensus.Checkers.Orders;
using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers;

/// <summary>
/// Whether reads and writes are sequentially consistent: there is one order of all operations, the same for everybody, that has those of
/// each process in its order and in which every read answers with what was written last (Lamport, "How to make a multiprocessor
/// computer that correctly executes multiprocess programs" (1979)). Times do not count, but for the order of one process.
/// </summary>
/// <remarks>
/// Where no value is written to a key twice, each read tells what it saw, and from that follows much of the order: a write of the key that
/// must come before the read must come before what it saw, and one that must come after what it saw must come after the
/// read (Gibbons and Korach, "Testing shared memories" (1997)). Often everything follows. What is left open is searched,
/// because the question as a whole is NP-complete even so.
/// </remarks>
public static class SequentialChecker
{
    /// <summary>Checks a history.</summary>
    /// <param name="history">In any order.</param>
    /// <param name="initial">The value of every key before the first write.</param>
    /// <param name="limits">What the search may cost; <see cref="CheckLimits.Default"/> if null.</param>
    /// <exception cref="ArgumentException">
    /// A value is written to a key twice, or is the initial one; or a process has two operations at once. Writes of unknown outcome whose value
    /// nobody read do not count.
    /// </exception>
    public static ConsistencyResult<TKey, TValue> Check<TKey, TValue>(
        IReadOnlyList<Operation<Access<TKey, TValue>>> history, TValue initial, CheckLimits? limits = null)
        where TKey : notnull
        where TValue : IEquatable<TValue>?
    {
        var budget = new Budget(limits ?? CheckLimits.Default);
        var accesses = DistinctWrites<TKey, TValue>.Of(history, initial);
        if (!accesses.TryOrder(budget, out var order))
            return new ConsistencyResult<TKey, TValue>(Verdict.Unknown, Limit.Memory, null);
        var saturation = new Saturation<TKey, TValue>(accesses, order);
        if ((accesses.FindCycle(order) ?? saturation.FindAnomaly()) is { } anomaly)
            return new ConsistencyResult<TKey, TValue>(Verdict.Illegal, Limit.None, anomaly);
        if (saturation.IsComplete())
            return new ConsistencyResult<TKey, TValue>(Verdict.Legal, Limit.None, null);
        var search = new SequentialSearch<TKey, TValue>(accesses, order, budget);
        return new ConsistencyResult<TKey, TValue>(search.Run(), search.Reached, null);
    }
}
