using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>A request that holds a lock or waits for one.</summary>
/// <param name="Session">Whose request.</param>
/// <param name="Sequence">The number of the acquire within the session.</param>
public readonly record struct Owner(SessionId Session, long Sequence);

/// <summary>Who holds a lock, and how many wait.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Holder">The first of those who hold it.</param>
/// <param name="Token">That one's token.</param>
/// <param name="Waiting">How many wait.</param>
public readonly record struct LockView(string Name, Owner Holder, FencingToken Token, int Waiting)
{
    /// <summary>What the holder has of it.</summary>
    public LockMode Mode { get; init; }

    /// <summary>How many requests hold it.</summary>
    public int Holders { get; init; }

    /// <summary>The permits of a semaphore; 0 for a lock.</summary>
    public int Permits { get; init; }

    /// <summary>What the holder gave along.</summary>
    public string? Value { get; init; }
}

/// <summary>One who holds a lock, or waits for it.</summary>
/// <param name="Owner">The request.</param>
/// <param name="Party">The number of the owner for whom it was made; 0 if it is an owner of its own.</param>
/// <param name="Mode">What it has or wants.</param>
/// <param name="Count">How many permits; 0 for a lock.</param>
/// <param name="Token">Its token; 0 while it waits.</param>
/// <param name="Since">When it began to hold or wait, by the clock of the replica that is asked; null if that is longer ago than this replica knows.</param>
/// <param name="Value">What it gave along.</param>
public readonly record struct ClaimView(Owner Owner, long Party, LockMode Mode, int Count, FencingToken Token, TimeSpan? Since, string? Value);

/// <summary>A lock that nobody gets for a while, because its last holder was lost.</summary>
/// <param name="Token">The token of the grant that was lost.</param>
/// <param name="Name">The lock.</param>
/// <param name="Duration">For how long.</param>
public readonly record struct LockDelay(FencingToken Token, string Name, TimeSpan Duration);

/// <summary>Where a request stands.</summary>
public enum RequestState
{
    /// <summary>It neither holds nor waits, now.</summary>
    Gone = 0,

    /// <summary>It waits.</summary>
    Waiting = 1,

    /// <summary>It holds.</summary>
    Held = 2,
}
