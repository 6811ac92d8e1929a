namespace Akka.Consensus.Checkers.Models;

/// <summary>Who holds a mutex.</summary>
/// <param name="Holder">Null if it is free.</param>
public readonly record struct MutexState(int? Holder);

/// <summary>
/// A lock that one owner holds at a time and that only its holder releases. The holder cannot acquire it again. Tokens are not looked at.
/// </summary>
public sealed class MutexModel : IModel<MutexState, LockOp>
{
    /// <summary>Free.</summary>
    public MutexState Initial => default;

    /// <inheritdoc/>
    public bool TryApply(MutexState state, LockOp operation, out MutexState next)
    {
        var isAcquire = operation.Request == LockRequest.Acquire;
        next = new MutexState(isAcquire ? operation.Owner : null);
        return isAcquire ? state.Holder is null : state.Holder == operation.Owner;
    }
}
