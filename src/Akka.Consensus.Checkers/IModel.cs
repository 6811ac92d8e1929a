using System.Diagnostics.CodeAnalysis;

namespace Akka.Consensus.Checkers;

/// <summary>
/// What one object does when its operations come one at a time. Pure: the same state and operation always give the same result, and
/// neither is changed.
/// </summary>
/// <typeparam name="TState">Immutable and small: a search keeps millions. Equal states must be told by <c>Equals</c>.</typeparam>
/// <typeparam name="TOp">
/// A request with its answer. Equality is used, where there is one, to treat unknown outcomes of equal operations alike; it must then cover
/// everything that the model looks at, the process too where that matters.
/// </typeparam>
public interface IModel<TState, TOp>
    where TState : IEquatable<TState>?
{
    /// <summary>The state before any operation.</summary>
    TState Initial { get; }

    /// <summary>
    /// Whether the object could, in this state, be asked this and answer so. An operation of unknown outcome is asked about too, with
    /// whatever the content says in place of an answer: true means that it can take effect here.
    /// </summary>
    bool TryApply(TState state, TOp operation, [MaybeNullWhen(false)] out TState next);

    /// <summary>
    /// What the operation can do to a state. A search need not try where to put an operation that leaves states alone or that
    /// overwrites them, which is worth much; <see cref="StateEffect.Depends"/> is always right.
    /// </summary>
    StateEffect EffectOf(TOp operation) => StateEffect.Depends;
}

/// <summary>What an operation can do to a state.</summary>
public enum StateEffect
{
    /// <summary>Anything, or nothing is known.</summary>
    Depends,

    /// <summary>It leaves every state as it is. It may be possible in some only: those in which its answer is right.</summary>
    None,

    /// <summary>It is possible in every state and leads to the same one from each.</summary>
    Overwrites,
}
