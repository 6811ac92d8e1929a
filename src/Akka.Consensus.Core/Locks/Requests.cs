namespace Akka.Consensus.Core.Locks;

/// <summary>What a session asks of the lock table.</summary>
public abstract record LockRequest
{
    /// <summary>The lock.</summary>
    public abstract string Name { get; init; }

    /// <summary>Adds its content to a fingerprint.</summary>
    public abstract void AddTo(ref Fingerprint fingerprint);
}

/// <summary>Take the lock; the request is the owner, so that every acquire makes a new one.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Waits">Whether to wait in line while somebody else has it.</param>
public sealed record Acquire(string Name, bool Waits) : LockRequest
{
    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(Waits ? 2 : 1);
        fingerprint.Add(Name);
    }
}

/// <summary>Give the lock back. Does nothing with a token that is not the holder's (L7).</summary>
public sealed record Release(string Name, FencingToken Token) : LockRequest
{
    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(3);
        fingerprint.Add(Name);
        fingerprint.Add(Token.Value);
    }
}

/// <summary>Leave the line.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Sequence">The number of the acquire that is taken back.</param>
public sealed record CancelAcquire(string Name, long Sequence) : LockRequest
{
    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(4);
        fingerprint.Add(Name);
        fingerprint.Add(Sequence);
    }
}

/// <summary>What became of a request.</summary>
public abstract record LockAnswer;

/// <summary>The lock is the requester's. May come long after the acquire, when its turn came.</summary>
public sealed record Granted(FencingToken Token) : LockAnswer;

/// <summary>Somebody has it; so many wait before.</summary>
public sealed record Queued(int Position) : LockAnswer;

/// <summary>Somebody has it, and the request did not want to wait.</summary>
public sealed record Denied(string Holder) : LockAnswer;

/// <summary>The lock is given back.</summary>
public sealed record Released : LockAnswer;

/// <summary>The token was not the holder's: nothing was changed.</summary>
public sealed record NotHeld : LockAnswer;

/// <summary>The acquire waits no more and will never be granted (L6).</summary>
public sealed record Cancelled : LockAnswer;

/// <summary>The lock's name is empty or longer than a name may be.</summary>
public sealed record BadName : LockAnswer;

/// <summary>The session, or all sessions together, hold and await as many locks as may be: see <see cref="TableLimits"/>.</summary>
public sealed record TooManyRequests : LockAnswer;
