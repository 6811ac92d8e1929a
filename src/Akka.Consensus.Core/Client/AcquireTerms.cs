using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>What a client keeps to by itself when it acquires a lock.</summary>
public readonly record struct AcquireTerms
{
    /// <summary>How long to wait; null for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How long to hold it at most; null for as long as the caller likes. After that time the lock counts as lost, by the client's clock, and is given back; a client
    /// that cannot do that has lost its session by then, or will.
    /// </summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>The session in which it must be held, for its owner holds something there already; null for any.</summary>
    public SessionId? Within { get; init; }
}
