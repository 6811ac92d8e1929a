using System.Diagnostics.CodeAnalysis;
using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers.Models;

/// <summary>
/// A register with compare-and-set. A map from keys to values is one register for each key
/// (<see cref="LinearizabilityChecker.CheckByKey"/>). Histories in which no value is set twice are judged without a search, and values
/// that were seen after they were surely gone are found without one, however long and however concurrent a history is.
/// </summary>
/// <param name="initial">The value before the first write.</param>
public sealed class RegisterModel<TValue>(TValue initial) : IModel<TValue, RegisterOp<TValue>>, IShortcut<RegisterOp<TValue>>
    where TValue : IEquatable<TValue>?
{
    /// <inheritdoc/>
    public TValue Initial => initial;

    /// <inheritdoc/>
    public bool TryApply(TValue state, RegisterOp<TValue> operation, [MaybeNullWhen(false)] out TValue next)
    {
        next = operation.Value;
        return operation.Request switch
        {
            RegisterRequest.Read => Same(state, operation.Value),
            RegisterRequest.CompareAndSet => Same(state, operation.Expected),
            _ => true,
        };
    }

    /// <inheritdoc/>
    public StateEffect EffectOf(RegisterOp<TValue> operation) => operation.Request switch
    {
        RegisterRequest.Read => StateEffect.None,
        RegisterRequest.Write => StateEffect.Overwrites,
        _ => StateEffect.Depends,
    };

    bool IShortcut<RegisterOp<TValue>>.TryJudge(
        IReadOnlyList<Operation<RegisterOp<TValue>>> operations, out IReadOnlyList<Operation<RegisterOp<TValue>>>? contradiction)
    {
        if (ValueBlocks<TValue>.TryJudge(initial, operations, out contradiction))
            return true;
        contradiction = StaleReads<TValue>.Find(initial, operations);
        return contradiction is not null;
    }

    private static bool Same(TValue left, TValue right) => EqualityComparer<TValue>.Default.Equals(left, right);
}
