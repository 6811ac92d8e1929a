using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>A request for a lock: what it was asked as, for ever.</summary>
/// <param name="Session">The session.</param>
/// <param name="Sequence">Its number within the session.</param>
public readonly record struct RequestId(long Session, long Sequence);

/// <summary>What became of a request, at the moment when the cluster was asked.</summary>
/// <param name="State">Whether it holds a lock or waits for it now.</param>
/// <param name="Token">The token with which it holds; null if it does not.</param>
/// <param name="IsSessionOpen">Whether its session is still open: one that has ended holds nothing, ever again.</param>
/// <param name="WasGranted">The token that it once had; null if it had none, or if that is not remembered.</param>
/// <param name="IsRemembered">
/// Whether <paramref name="WasGranted"/> is certain. A node remembers the last 65,536 events since it was started.
/// </param>
public sealed record RequestOutcome(RequestState State, FencingToken? Token, bool IsSessionOpen, FencingToken? WasGranted, bool IsRemembered);
