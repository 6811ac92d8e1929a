using Akka.Consensus.Checkers;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>Tries every order of a tiny history: too slow for anything else, and too simple to be wrong.</summary>
internal static class BruteForce
{
    public static bool IsLinearizable<TState, TOp>(IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations)
        where TState : IEquatable<TState>? => CanGoOn(model, operations, model.Initial, new bool[operations.Count]);

    private static bool CanGoOn<TState, TOp>(IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, TState state, bool[] done)
        where TState : IEquatable<TState>?
    {
        var isExplained = true;
        for (var i = 0; i < operations.Count; i++)
            isExplained &= done[i] || !operations[i].IsComplete;
        if (isExplained)
            return true;
        for (var i = 0; i < operations.Count; i++)
        {
            if (done[i] || Enumerable.Range(0, operations.Count).Any(o => !done[o] && operations[o].Return < operations[i].Call)
                || !model.TryApply(state, operations[i].Content, out var next))
                continue;
            done[i] = true;
            if (CanGoOn(model, operations, next, done))
                return true;
            done[i] = false;
        }

        return false;
    }
}
