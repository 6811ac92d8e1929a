using Akka.Actor;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>
/// What actors and <see cref="IReplicatedLocks.Broker"/> tell each other: the locks as messages. The owner is the actor that sends <see cref="Acquire"/>. When it stops,
/// what it holds is released at once, and what it waits for is cancelled; a restart is no stop.
/// </summary>
/// <remarks>
/// For actors of this ActorSystem only: one elsewhere asks the broker of its own. Not for Ask either, which ends with the first answer. An actor has a lock, by its name,
/// once: to acquire it again is answered as the first time, and gives no second part of it to give back.
/// </remarks>
public static class LockBroker
{
    /// <summary>
    /// The sender wants a lock, or several at once. Answered by <see cref="Granted"/>, <see cref="Denied"/> or <see cref="Failed"/>; before that by
    /// <see cref="Queued"/>, if it has to wait. Then by <see cref="Suspended"/>, <see cref="Resumed"/> and <see cref="Lost"/>, as it happens.
    /// </summary>
    public sealed record Acquire : INoSerializationVerificationNeeded
    {
        /// <summary>Wants a lock.</summary>
        /// <param name="name">1 to 512 bytes of UTF-8.</param>
        /// <param name="options">How it is to be held; null for all of it, for as long as the actor likes.</param>
        public Acquire(string name, LockOptions? options = null)
            : this([new LockDemand(name, options?.Mode ?? LockMode.Exclusive)], options)
        {
        }

        /// <summary>Wants several locks or permits of semaphores, all at once or none; or permits of one.</summary>
        /// <param name="demands">1 to 64 locks, each with its mode.</param>
        /// <param name="options">How they are to be held. The mode is of no matter.</param>
        /// <exception cref="ArgumentException">There is none.</exception>
        public Acquire(IEnumerable<LockDemand> demands, LockOptions? options = null)
        {
            Demands = [.. demands];
            Options = options ?? LockOptions.Default;
            if (Demands.Count == 0)
                throw new ArgumentException("at least one lock is to be named", nameof(demands));
        }

        /// <summary>The lock's name; of several locks, the first one's: they are released by it.</summary>
        public string Name => Demands[0].Name;

        /// <summary>What is wanted.</summary>
        public IReadOnlyList<LockDemand> Demands { get; }

        /// <summary>How it is to be held.</summary>
        public LockOptions Options { get; }

        /// <summary>How long to wait while somebody else has it; zero does not wait, null waits until it is granted or released.</summary>
        public TimeSpan? Timeout { get; init; }
    }

    /// <summary>
    /// The sender wants the lock no more, whether it holds it or waits for it. Answered by <see cref="Released"/>: if it held the lock, when the cluster has taken
    /// note. After that nothing follows from the acquire. Again is no error.
    /// </summary>
    /// <param name="Name">The lock's name; of several locks, the first one's.</param>
    /// <param name="Message">A word to whoever has it next, if somebody waits for it: at most 1024 characters.</param>
    public sealed record Release(string Name, string? Message = null) : INoSerializationVerificationNeeded;

    /// <summary>Somebody else has it; so many are to be served up to the actor, itself included, as it began to wait.</summary>
    public sealed record Queued(string Name, int Position) : INoSerializationVerificationNeeded;

    /// <summary>The lock is the actor's.</summary>
    /// <param name="Name">The lock's name; of several locks, the first one's.</param>
    /// <param name="Token">Higher than the token of every grant before it; of several locks, the first one's.</param>
    public sealed record Granted(string Name, FencingToken Token) : INoSerializationVerificationNeeded
    {
        /// <summary>The token of each lock that was taken, by its name.</summary>
        public IReadOnlyDictionary<string, FencingToken> Tokens { get; init; } = new Dictionary<string, FencingToken> { [Name] = Token };

        /// <summary>What whoever held it before had to say when giving it back; null for nothing.</summary>
        public string? Message { get; init; }

        /// <summary>Cancelled when the lock is lost: <see cref="LockBroker.Lost"/> says it too, but may stand in a mailbox for a while.</summary>
        public CancellationToken LostToken { get; init; }
    }

    /// <summary>Somebody else has it, and had it for as long as the actor wanted to wait.</summary>
    /// <param name="Name">The lock's name.</param>
    /// <param name="Holder">The client that has it: host, process and a random part. Null if that is not known: the actor waited, and too long.</param>
    public sealed record Denied(string Name, string? Holder) : INoSerializationVerificationNeeded;

    /// <summary>The lock is held, but the cluster has not answered for half the time to live: start no new work under it.</summary>
    public sealed record Suspended(string Name, FencingToken Token) : INoSerializationVerificationNeeded;

    /// <summary>The cluster answers again, and the lock is still held.</summary>
    public sealed record Resumed(string Name, FencingToken Token) : INoSerializationVerificationNeeded;

    /// <summary>Somebody else may have the lock. It need not be released.</summary>
    /// <param name="Name">The lock's name.</param>
    /// <param name="Token">The token with which it was held.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Lost(string Name, FencingToken Token, Loss Reason) : INoSerializationVerificationNeeded;

    /// <summary>The lock is certainly not the actor's.</summary>
    public sealed record Released(string Name) : INoSerializationVerificationNeeded;

    /// <summary>What was asked could not be done, and nothing has changed by it.</summary>
    /// <param name="Name">The lock's name.</param>
    /// <param name="Reason">Why, in a sentence.</param>
    public sealed record Failed(string Name, string Reason) : INoSerializationVerificationNeeded
    {
        /// <summary>What <see cref="IReplicatedLock.AcquireAsync"/> would have thrown; null where it knows no such thing.</summary>
        public Exception? Cause { get; init; }
    }
}
