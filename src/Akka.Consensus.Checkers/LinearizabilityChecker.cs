using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers;

/// <summary>
/// Whether every operation seems to have taken effect at one moment between its call and its return (Herlihy and Wing, "Linearizability: a
/// correctness condition for concurrent objects" (1990)). Operations of unknown outcome may have taken effect or not. The question is
/// NP-complete; the answer is exact, or unknown.
/// </summary>
public static class LinearizabilityChecker
{
    private const long MemoryForWhatIsKnown = 8 << 20;

    /// <summary>Checks the history of one object.</summary>
    /// <param name="model">What the object does.</param>
    /// <param name="operations">In any order.</param>
    /// <param name="limits">What the check may cost; <see cref="CheckLimits.Default"/> if null.</param>
    /// <exception cref="ArgumentException">An operation returns before its call.</exception>
    public static LinearizabilityResult<TState, TOp> Check<TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, CheckLimits? limits = null)
        where TState : IEquatable<TState>?
    {
        RequireOrder(operations);
        return Judge(model, operations, new Budget(limits ?? CheckLimits.Default), () => false);
    }

    /// <summary>
    /// Checks the history of many objects that behave alike, each by itself: a history is linearizable exactly if that of every
    /// object is (Herlihy and Wing, §3.1). Objects are checked in parallel.
    /// </summary>
    /// <param name="model">What each object does.</param>
    /// <param name="operations">In any order, each with the key of its object.</param>
    /// <param name="limits">What the check may cost, all keys together; <see cref="CheckLimits.Default"/> if null.</param>
    /// <exception cref="ArgumentException">An operation returns before its call.</exception>
    public static KeyedResult<TKey, TState, TOp> CheckByKey<TKey, TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<(TKey Key, Operation<TOp> Operation)> operations, CheckLimits? limits = null)
        where TState : IEquatable<TState>?
    {
        RequireOrder(operations.Select(o => o.Operation));
        var histories = operations.OrderBy(o => o.Operation.Call).GroupBy(o => o.Key, o => o.Operation).ToList();
        if (histories.Count == 0)
            return new KeyedResult<TKey, TState, TOp>(Verdict.Legal, default, new(Verdict.Legal, Limit.None, null, IsOfAll: true, 0), 0);
        var budget = new Budget(limits ?? CheckLimits.Default);
        var results = new LinearizabilityResult<TState, TOp>[histories.Count];
        var illegal = int.MaxValue;
        Parallel.For(0, histories.Count, i =>
        {
            // Those before it go on: which key is reported must not depend on which search is faster.
            results[i] = Judge(model, [.. histories[i]], budget, () => Volatile.Read(ref illegal) < i);
            if (results[i].Verdict == Verdict.Illegal)
                LowerTo(ref illegal, i);
        });
        var verdict = illegal < int.MaxValue ? Verdict.Illegal
            : Array.Exists(results, r => r.Verdict == Verdict.Unknown) ? Verdict.Unknown
            : Verdict.Legal;
        var at = Array.FindIndex(results, r => r.Verdict == verdict);
        return new KeyedResult<TKey, TState, TOp>(verdict, histories[at].Key, results[at], histories.Count);
    }

    private static LinearizabilityResult<TState, TOp> Judge<TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, Budget budget, Func<bool> isStopped)
        where TState : IEquatable<TState>?
    {
        if (isStopped())
            return new LinearizabilityResult<TState, TOp>(Verdict.Unknown, Limit.None, null, IsOfAll: true, 0);
        if (model is not IShortcut<TOp> shortcut || !shortcut.TryJudge(operations, out var contradiction))
            return Search(model, operations, budget, isStopped);
        if (contradiction is null)
            return new LinearizabilityResult<TState, TOp>(Verdict.Legal, Limit.None, null, IsOfAll: true, 0);

        // The verdict is known. What a search of everything says is easier to follow than that some operations contradict each other.
        var searched = Search(model, operations, budget.With(MemoryForWhatIsKnown), isStopped);
        var explained = searched.Verdict == Verdict.Unknown ? Search(model, contradiction, budget, isStopped) : searched;
        if (explained.Verdict == Verdict.Legal)
            throw new InvalidOperationException("the model contradicts itself: an order explains what it says none does");
        return explained with
        {
            Verdict = Verdict.Illegal,
            Reached = Limit.None,
            IsOfAll = searched.Verdict != Verdict.Unknown,
        };
    }

    private static LinearizabilityResult<TState, TOp> Search<TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, Budget budget, Func<bool> isStopped)
        where TState : IEquatable<TState>?
    {
        var line = new Timeline<TOp>(operations, model.EffectOf);
        var search = new LinearizationSearch<TState, TOp>(model, line, budget, isStopped);
        var verdict = search.Run();
        var why = verdict == Verdict.Illegal ? Explanation<TState, TOp>.Of(model, line, search, budget) : null;
        search.Memo.Free();
        return new LinearizabilityResult<TState, TOp>(verdict, search.Reached, why, IsOfAll: true, search.Memo.Count);
    }

    private static void LowerTo(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); value < seen;)
            seen = Interlocked.CompareExchange(ref place, value, seen) is var found && found == seen ? value : found;
    }

    private static void RequireOrder<TOp>(IEnumerable<Operation<TOp>> operations)
    {
        foreach (var operation in operations)
        {
            if (operation.Return < operation.Call)
                throw new ArgumentException($"an operation of process {operation.Process} returns before its call", nameof(operations));
        }
    }
}
