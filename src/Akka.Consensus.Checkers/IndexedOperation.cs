namespace Akka.Consensus.Checkers;

/// <summary>An operation and the index of the log at which it is said to have taken effect.</summary>
/// <param name="Operation">What was asked and answered, and when.</param>
/// <param name="Index">
/// Of an operation without effect, the index of the last entry whose effect it saw. Null if it is not known, which only an operation of unknown
/// outcome may be. One that is known not to be in the log did not happen and has no place in a history.
/// </param>
public readonly record struct IndexedOperation<TOp>(Operation<TOp> Operation, long? Index);

/// <summary>What speaks against indexes.</summary>
public enum IndexFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Two operations that may change the state are said to have taken effect at one index.</summary>
    SharedIndex,

    /// <summary>An operation is said to have taken effect before another that had returned before it was called.</summary>
    AgainstTime,

    /// <summary>An operation was answered otherwise than the operations up to it make the model answer.</summary>
    WrongAnswer,
}

/// <summary>Whether indexes explain a history.</summary>
/// <param name="Verdict">
/// Unknown if an answer is wrong, but an operation whose index is not known was called in time to be the reason.
/// </param>
/// <param name="Flaw">What speaks against it.</param>
/// <param name="Operations">The operation that is flawed, after the one that it clashes with if it is two.</param>
/// <param name="State">The state in which an answer was wrong; else the default, or the last state if there is no flaw.</param>
public sealed record IndexedResult<TState, TOp>(
    Verdict Verdict, IndexFlaw Flaw, IReadOnlyList<IndexedOperation<TOp>> Operations, TState? State);
