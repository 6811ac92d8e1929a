using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Fencing;

/// <summary>What is sent to a <see cref="FencedReceiver"/>, and what it answers: these cross the wire.</summary>
internal interface IFencingMessage;

/// <summary>
/// A message under a lock. Where it crosses the wire the message inside goes by its own serializer; an ActorSystem that sends it without having
/// <see cref="Locks.ReplicatedLocks"/> needs <see cref="Consensus.DefaultConfig"/> in its configuration.
/// </summary>
/// <param name="Token">The token of the lock under which it is sent.</param>
/// <param name="Message">What the guarded actor gets.</param>
public sealed record Fenced(FencingToken Token, object Message) : IFencingMessage
{
    /// <summary>What the guarded actor gets.</summary>
    public object Message { get; init; } = Message ?? throw new ArgumentNullException(nameof(Message));
}

/// <summary>The answer to a message under an old lock: it was not passed on, and will not be.</summary>
/// <param name="Token">The token of the message.</param>
/// <param name="Newest">The newest token that the receiver has seen.</param>
public sealed record StaleToken(FencingToken Token, FencingToken Newest) : IFencingMessage;

/// <summary>The answer to a message that came without a token: it was not passed on. Send it in a <see cref="Fenced"/>.</summary>
/// <param name="MessageType">The full name of the message's type.</param>
public sealed record TokenRequired(string MessageType) : IFencingMessage;
