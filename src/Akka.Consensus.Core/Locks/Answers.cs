namespace Akka.Consensus.Core.Locks;

/// <summary>What became of a request.</summary>
public abstract record LockAnswer;

/// <summary>The lock is the requester's. May come long after the acquire, when its turn came.</summary>
/// <param name="Token">The token of the lock; of several, of the first.</param>
public sealed record Granted(FencingToken Token) : LockAnswer
{
    /// <summary>The tokens of the other locks, in the order in which the request named them.</summary>
    public IReadOnlyList<FencingToken> Others { get; init; } = [];

    /// <summary>What the last holder wanted to tell.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Granted {string.Join(", ", Others.Prepend(Token))}{(Note is null ? "" : $", told '{Note}'")}";

    /// <inheritdoc/>
    public bool Equals(Granted? other) => other is not null && Token == other.Token && Note == other.Note && Others.SequenceEqual(other.Others);

    /// <inheritdoc/>
    public override int GetHashCode() => Token.GetHashCode();
}

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

/// <summary>A name is empty or longer than a name may be, or the request contradicts itself.</summary>
public sealed record BadName : LockAnswer;

/// <summary>The session, or all sessions together, hold and await as many locks as may be: see <see cref="TableLimits"/>.</summary>
public sealed record TooManyRequests : LockAnswer;

/// <summary>The name is in use as something else: as a lock, or as a semaphore of another number of permits.</summary>
/// <param name="Name">The name.</param>
/// <param name="Permits">The permits of the semaphore that it is; 0 for a lock.</param>
public sealed record Mismatch(string Name, int Permits) : LockAnswer;

/// <summary>The owner has the lock as often as it may: see <see cref="TableLimits.Reentries"/>.</summary>
public sealed record TooManyReentries(string Name) : LockAnswer;

/// <summary>To wait would close a circle of owners each of whom waits for the next: none of them would ever go on.</summary>
/// <param name="Cycle">The circle, spelled out.</param>
public sealed record Deadlock(string Cycle) : LockAnswer;

/// <summary>An operator has taken the lock away. Comes unasked, after the grant.</summary>
public sealed record Revoked(string By) : LockAnswer;
