namespace Akka.Consensus.Checkers.Models;

/// <summary>Who holds a mutex, and how far its tokens have risen.</summary>
/// <param name="Holder">Null if it is free.</param>
/// <param name="Token">Of the hold; null if it is free, or if the token is not known.</param>
/// <param name="Highest">The highest token known to have been granted; null if none is.</param>
public readonly record struct FencedMutexState(int? Holder, decimal? Token, decimal? Highest);

/// <summary>
/// A <see cref="MutexModel">mutex</see> whose every grant comes with a token higher than those of all grants before it. Exclusion is demanded
/// as well: tokens are for what reaches a resource late, they are no excuse for two holders. So a lock that was taken away from its
/// holder must be seen to be free in between: see <see cref="LockOp"/>.
/// </summary>
/// <remarks>
/// The model of Jepsen's test of Hazelcast's FencedLock, not re-entrant. A grant whose token is not known, because its outcome is not, may
/// have had any, as there. In addition a release that names a token must name that of the hold, and tells it if it was not known.
/// </remarks>
public sealed class FencedMutexModel : IModel<FencedMutexState, LockOp>
{
    /// <summary>Free, and nothing granted yet.</summary>
    public FencedMutexState Initial => default;

    /// <inheritdoc/>
    public bool TryApply(FencedMutexState state, LockOp operation, out FencedMutexState next)
    {
        next = operation.Request == LockRequest.Acquire
            ? new FencedMutexState(operation.Owner, operation.Token, operation.Token ?? state.Highest)
            : new FencedMutexState(null, null, state.Token is null ? operation.Token ?? state.Highest : state.Highest);
        return operation.Request == LockRequest.Acquire
            ? state.Holder is null && IsAbove(operation.Token, state.Highest)
            : state.Holder == operation.Owner
                && (state.Token is null ? IsAbove(operation.Token, state.Highest) : operation.Token is null || operation.Token == state.Token);
    }

    private static bool IsAbove(decimal? token, decimal? highest) => token is null || highest is null || token > highest;
}
