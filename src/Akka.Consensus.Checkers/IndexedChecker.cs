namespace Akka.Consensus.Checkers;

/// <summary>
/// Whether a history is linearizable in the order of a log: each operation carries the index at which it took effect, so nothing has to be
/// searched for. It takes linear time, but for sorting.
/// </summary>
public static class IndexedChecker
{
    /// <summary>Checks the history of one object, or of all objects that share a log.</summary>
    /// <param name="model">What it does.</param>
    /// <param name="history">In any order.</param>
    /// <exception cref="ArgumentException">An operation of known outcome has no index.</exception>
    public static IndexedResult<TState, TOp> Check<TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<IndexedOperation<TOp>> history)
        where TState : IEquatable<TState>?
    {
        if (history.Any(o => o.Operation.IsComplete && o.Index is null))
            throw new ArgumentException("an operation of known outcome has no index", nameof(history));
        var doubtful = history
            .Where(o => o.Index is null && model.EffectOf(o.Operation.Content) != StateEffect.None)
            .Select(o => o.Operation.Call)
            .DefaultIfEmpty(Operation.Never)
            .Min();

        // What has no effect saw the entry at its index; among such, the order of calls does no harm.
        var order = history
            .Where(o => o.Index is not null)
            .OrderBy(o => o.Index)
            .ThenBy(o => model.EffectOf(o.Operation.Content) == StateEffect.None)
            .ThenBy(o => o.Operation.Call);
        var state = model.Initial;
        IndexedOperation<TOp>? calledLast = null;
        IndexedOperation<TOp>? entry = null;
        foreach (var next in order)
        {
            var hasEffect = model.EffectOf(next.Operation.Content) != StateEffect.None;
            if (hasEffect && entry is { } other && other.Index == next.Index)
                return new IndexedResult<TState, TOp>(Verdict.Illegal, IndexFlaw.SharedIndex, [other, next], default);
            if (calledLast is { } later && next.Operation.Return < later.Operation.Call)
                return new IndexedResult<TState, TOp>(Verdict.Illegal, IndexFlaw.AgainstTime, [later, next], default);
            if (hasEffect)
                entry = next;
            if (calledLast is null || next.Operation.Call > calledLast.Value.Operation.Call)
                calledLast = next;
            if (model.TryApply(state, next.Operation.Content, out var changed))
                state = changed;
            else if (next.Operation.IsComplete)
                return new IndexedResult<TState, TOp>(
                    doubtful <= next.Operation.Return ? Verdict.Unknown : Verdict.Illegal, IndexFlaw.WrongAnswer, [next], state);
        }

        return new IndexedResult<TState, TOp>(Verdict.Legal, IndexFlaw.None, [], state);
    }
}
