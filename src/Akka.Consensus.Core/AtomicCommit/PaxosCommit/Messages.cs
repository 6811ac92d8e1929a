using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

// Paxos Commit: an instance of single-decree Paxos for each participant, in which its vote is chosen. The participant itself proposes it, at ballot 0,
// which needs no phase 1. Any node may finish what another began, with a higher ballot: where it finds no vote it proposes an abort.
//
//   phase 1   leader --Prepare--> participants
//   phase 2a  participant --ProposeVote--> acceptors
//   phase 2b  acceptor --Collected--> leader                   all votes of the transaction in one message, stored in one row
//   phase 2   leader --Decide--> participants --Acknowledged--> leader
//   recovery  SinglePaxos Prepare, Promise, Accept, Accepted   all instances of the transaction in one message
//   the end   leader --ForgetVotes--> acceptors; leader --Forget--> participants
//   too late  leader --SinglePaxos Prepare, Accept--> acceptor --Concluded--> leader

/// <summary>Phase 2a of ballot 0: a participant proposes its own vote.</summary>
public sealed record ProposeVote(Transaction Transaction, Vote Vote, string? Reason) : ITransactionMessage;

/// <summary>Phase 2b of ballot 0: these votes are accepted here, durably.</summary>
public sealed record Collected(Transaction Transaction, IReadOnlyList<Proposal> Votes) : ITransactionMessage;

/// <summary>All participants have acknowledged: of the votes no more than the outcome is needed.</summary>
public sealed record ForgetVotes(Transaction Transaction, Decision Decision, string? Reason) : ITransactionMessage;

/// <summary>The transaction has ended, and its votes are forgotten.</summary>
/// <param name="Name">The name of its instances.</param>
/// <param name="Decision">What became of it.</param>
/// <param name="Reason">Why it was aborted.</param>
public sealed record Concluded(string Name, Decision Decision, string? Reason) : IMessage;
