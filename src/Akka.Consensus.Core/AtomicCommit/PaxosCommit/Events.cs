using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

/// <summary>
/// All participants of a transaction know its outcome: an acceptor remembers that in the place of the votes. Whoever comes late with a ballot is told it; an
/// acceptor that remembered nothing would let him abort what was committed.
/// </summary>
/// <param name="Name">The name of the transaction's instances.</param>
/// <param name="Decision">What became of it.</param>
/// <param name="Reason">Why it was aborted.</param>
public sealed record VotesEnded(string Name, Decision Decision, string? Reason) : IEvent;

/// <summary>All that an acceptor of votes remembers, written anew in the place of all events before.</summary>
/// <param name="Instances">The votes and promises.</param>
/// <param name="Ended">The transactions whose votes were forgotten not long ago, oldest first.</param>
public sealed record VotesKept(IReadOnlyList<KeptInstance> Instances, IReadOnlyList<VotesEnded> Ended) : IRebase;
