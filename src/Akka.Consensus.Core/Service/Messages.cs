using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

// Between the proposer and the learner of one node; never on the wire.

/// <summary>The proposer asks its learner for all that is open now, and to be told of changes.</summary>
public sealed record Subscribe : IMessage;

/// <summary>The learner has applied the log up to an index.</summary>
/// <param name="UpTo">How far.</param>
/// <param name="IsWhole">Whether <paramref name="Opened"/> is all that is open, not only what is new.</param>
/// <param name="Opened">Sessions that were opened, or of whose silence the log has said something.</param>
/// <param name="Ended">Sessions that ended.</param>
public sealed record Applied(LogIndex UpTo, bool IsWhole, IReadOnlyList<SessionView> Opened, IReadOnlyList<SessionId> Ended) : IMessage
{
    /// <summary>The locks that are kept back for a while; null if it is the same ones as before.</summary>
    public IReadOnlyList<LockDelay>? Delays { get; init; }
}

/// <summary>The learner shall answer a query once it has applied the log up to an index.</summary>
public sealed record AnswerQuery(LogIndex At, Query Query) : IMessage;

/// <summary>The learner shall tell a client again of grants that it may have missed.</summary>
public sealed record Remind(SessionId Session, IReadOnlyList<long> Waiting) : IMessage;
