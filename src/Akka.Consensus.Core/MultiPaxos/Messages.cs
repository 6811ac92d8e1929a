namespace Akka.Consensus.Core.MultiPaxos;

// The replicated log: Multi-Paxos in the form of Sequence Paxos (Ng, Haridi, Carbone, "OmniPaxos", EuroSys 2023, §4).
// An acceptor remembers (promised, accepted ballot, log); phase 1 covers the whole log, so there are no holes.
//
//   phase 1   proposer --Prepare--> acceptors --Promise--> proposer      who is ahead, in two numbers
//             proposer --Fetch--> the acceptor that is ahead --Fetched--> proposer
//   phase 2   proposer --Accept--> acceptors --Accepted--> proposer      the adopted log first, then new batches
//             proposer --Commit--> acceptors --Chosen--> learner          each acceptor feeds the learner on its own node
//   lagging   proposer --CatchUp--> acceptor --Fetch--> any acceptor that has the entries --Fetched--> acceptor
//   refusal   acceptor --Reject--> proposer                              it has promised a higher ballot

/// <summary>Phase 1a: asks for a promise to refuse every lower ballot.</summary>
public sealed record Prepare(Ballot Ballot) : IMessage;

/// <summary>Phase 1b: promised; and how far this acceptor's memory goes. Sent again whenever the proposer must learn of that anew.</summary>
/// <param name="Ballot">The ballot that is promised.</param>
/// <param name="Accepted">The ballot in which the acceptor last accepted.</param>
/// <param name="Last">The end of its log.</param>
/// <param name="Committed">Up to where it knows its log to be chosen.</param>
public sealed record Promise(Ballot Ballot, Ballot Accepted, LogIndex Last, LogIndex Committed) : IMessage;

/// <summary>Phase 2a: entries of this ballot's log, from just after <paramref name="Previous"/>.</summary>
/// <param name="Ballot">The proposer's ballot.</param>
/// <param name="Previous">The index before the first entry. Indexes being without gaps, a lost message shows at once.</param>
/// <param name="Entries">The entries; none, where the acceptor only has to take on the ballot.</param>
/// <param name="Agreed">Up to where the proposer knows, from this acceptor's promise, that its log is the ballot's log.</param>
/// <param name="Adopted">Where the log ends that phase 1 adopted: the ballot is taken on with all of that, or not at all.</param>
/// <param name="Committed">Up to where the log is known to be chosen.</param>
/// <param name="Round">The quorum round that the answer counts for.</param>
public sealed record Accept(Ballot Ballot, LogIndex Previous, IReadOnlyList<Command> Entries, LogIndex Agreed, LogIndex Adopted,
    LogIndex Committed, long Round) : IMessage;

/// <summary>Phase 2b: the ballot's log is durable here up to an index, and no higher ballot has been promised.</summary>
public sealed record Accepted(Ballot Ballot, LogIndex UpTo, long Round) : IMessage;

/// <summary>A message of <paramref name="Ballot"/> was refused: a higher ballot has been promised.</summary>
public sealed record Reject(Ballot Ballot, Ballot Promised) : IMessage;

/// <summary>The ballot's log is chosen up to an index. Also asks, as a quorum round, whether the ballot still stands.</summary>
/// <param name="Ballot">The proposer's ballot.</param>
/// <param name="Committed">Up to where its log is chosen.</param>
/// <param name="Round">The quorum round that the answer counts for; 0 wants none.</param>
public sealed record Commit(Ballot Ballot, LogIndex Committed, long Round) : IMessage;

/// <summary>The acceptor lacks chosen entries that the proposer no longer keeps: fetch them first.</summary>
public sealed record CatchUp(Ballot Ballot, LogIndex UpTo, NodeId Source) : IMessage;

/// <summary>Asks an acceptor for entries. A proposer in phase 1 may have any, everyone else only those known to be chosen.</summary>
/// <param name="Ballot">The ballot for which they are wanted; does not count for a learner.</param>
/// <param name="Previous">The index before the first entry wanted.</param>
/// <param name="UpTo">The last index wanted; does not count for a learner.</param>
public sealed record Fetch(Ballot Ballot, LogIndex Previous, LogIndex UpTo) : IMessage;

/// <summary>A piece of an acceptor's log.</summary>
public sealed record Fetched(Ballot Ballot, LogIndex Previous, IReadOnlyList<Command> Entries, LogIndex Committed) : IMessage;

/// <summary>Chosen entries, for the learner on the same node.</summary>
public sealed record Chosen(LogIndex Previous, IReadOnlyList<Command> Entries) : IMessage;
