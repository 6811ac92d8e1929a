using System.Diagnostics.CodeAnalysis;
using Akka.Consensus.Checkers;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>Tries every order of a tiny history: too slow for anything else, and too simple to be wrong.</summary>
internal static class BruteForce
{
    public static bool IsLinearizable<TState, TOp>(IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations)
        where TState : IEquatable<TState>? => IsLinearizable(model, operations, model.Initial);

    /// <summary>Whether there is an order that begins in a state.</summary>
    public static bool IsLinearizable<TState, TOp>(IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, TState state)
        where TState : IEquatable<TState>? => Orders(model, operations, state, Operation.Never).Any();

    /// <summary>The states in which the object can be at a time, when all that returned before has taken effect, and nothing called since.</summary>
    public static IEnumerable<TState> StatesAt<TState, TOp>(IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, long time)
        where TState : IEquatable<TState>? => Orders(model, operations, model.Initial, time).Distinct();

    /// <summary>The last state of every order of the operations that returned before a time, and any of those called before it.</summary>
    private static IEnumerable<TState> Orders<TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<Operation<TOp>> operations, TState initial, long time)
        where TState : IEquatable<TState>?
    {
        var done = new bool[operations.Count];
        return From(initial);

        IEnumerable<TState> From(TState state)
        {
            if (!Enumerable.Range(0, done.Length).Any(i => !done[i] && operations[i].Return < time))
                yield return state;
            for (var i = 0; i < done.Length; i++)
            {
                if (done[i] || operations[i].Call >= time || MustWait(i) || !model.TryApply(state, operations[i].Content, out var next))
                    continue;
                done[i] = true;
                foreach (var last in From(next))
                    yield return last;
                done[i] = false;
            }
        }

        bool MustWait(int operation)
        {
            for (var other = 0; other < done.Length; other++)
            {
                if (!done[other] && operations[other].Return < operations[operation].Call)
                    return true;
            }

            return false;
        }
    }
}

/// <summary>A model as it is to a checker that knows nothing of it: without whatever it knows of whole histories.</summary>
internal sealed class Plain<TState, TOp>(IModel<TState, TOp> model) : IModel<TState, TOp>
    where TState : IEquatable<TState>?
{
    public TState Initial => model.Initial;

    public bool TryApply(TState state, TOp operation, [MaybeNullWhen(false)] out TState next) => model.TryApply(state, operation, out next);

    public StateEffect EffectOf(TOp operation) => model.EffectOf(operation);
}
