namespace Akka.Consensus.Checkers.Models;

/// <summary>What can be asked of a lock.</summary>
public enum LockRequest
{
    /// <summary>To hold it.</summary>
    Acquire,

    /// <summary>To hold it no more.</summary>
    Release,
}

/// <summary>
/// An operation of a lock that happened, or may have. An attempt that was refused did not happen and is no operation. A service that takes a
/// lock away from an owner that it thinks dead is recorded as what it is to the others: a release by that owner, of unknown outcome if nobody
/// saw when, or whether, it was.
/// </summary>
/// <param name="Request">What was asked.</param>
/// <param name="Owner">Who asked. Only who acquired a lock can release it.</param>
/// <param name="Token">The fencing token that was granted, or that the owner thinks it holds; null if it is not known.</param>
public readonly record struct LockOp(LockRequest Request, int Owner, decimal? Token = null)
{
    /// <summary>An acquisition.</summary>
    public static LockOp Acquire(int owner, decimal? token = null) => new(LockRequest.Acquire, owner, token);

    /// <summary>A release.</summary>
    public static LockOp Release(int owner, decimal? token = null) => new(LockRequest.Release, owner, token);
}
