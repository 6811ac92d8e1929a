namespace Akka.Consensus.Core.MultiPaxos;

// The replicated log: Multi-Paxos in the form of Sequence Paxos (Ng, Haridi, Carbone, "OmniPaxos", EuroSys 2023, §4).
// An acceptor remembers (promised, accepted ballot, log); phase 1 covers the whole log, so there are no holes.
//
//   phase 1   proposer --Prepare--> acceptors --Promise--> proposer      who is ahead, in two numbers
//             proposer --Fetch--> the acceptor that is ahead --Fetched--> proposer
//   phase 2   proposer --Accept--> acceptors --Accepted--> proposer      the adopted log first, then new batches
//             proposer --Commit--> acceptors --Chosen--> learner          each acceptor feeds the learner on its own node
//   lagging   proposer --CatchUp--> acceptor --Fetch--> any acceptor that has the entries --Fetched--> acceptor
//             learner --Fetch--> any acceptor --Chosen--> learner        when its own acceptor has had nothing new for a while
//   trimmed   acceptor --Gone--> whoever fetched; learner --FetchSnapshot--> any learner --SnapshotChunk--> learner
//             learner --Snapshotted--> acceptor                          each learner tells the acceptor on its own node
//   refusal   acceptor --Reject--> proposer                              it has promised a higher ballot
//   amnesia   acceptor --Introduce--> every proposer --Introduced--> acceptor    before its first vote
//             proposer --Disown--> acceptor                              its journal is not the one that is known

/// <summary>Phase 1a: asks for a promise to refuse every lower ballot.</summary>
public sealed record Prepare(Ballot Ballot) : IMessage;

/// <summary>Phase 1b: promised; and how far this acceptor's memory goes. Sent again whenever the proposer must learn of that anew.</summary>
/// <param name="Ballot">The ballot that is promised.</param>
/// <param name="Accepted">The ballot in which the acceptor last accepted.</param>
/// <param name="Last">The end of its log.</param>
/// <param name="Committed">Up to where it knows its log to be chosen.</param>
/// <param name="Log">The fingerprint of its log up to there.</param>
/// <param name="Journal">The journal that it promises from.</param>
public sealed record Promise(Ballot Ballot, Ballot Accepted, LogIndex Last, LogIndex Committed, Fingerprint Log, JournalMark Journal) : IMessage;

/// <summary>Phase 2a: entries of this ballot's log, from just after <paramref name="Previous"/>.</summary>
/// <param name="Ballot">The proposer's ballot.</param>
/// <param name="Previous">The index before the first entry. Indexes being without gaps, a lost message shows at once.</param>
/// <param name="Before">The fingerprint of the ballot's log up to there: the ballot is not taken on after another log.</param>
/// <param name="Entries">The entries; none, where the acceptor only has to take on the ballot.</param>
/// <param name="Agreed">Up to where the proposer knows, from this acceptor's promise, that its log is the ballot's log.</param>
/// <param name="Adopted">Where the log ends that phase 1 adopted: the ballot is taken on with all of that, or not at all.</param>
/// <param name="Committed">Up to where the log is known to be chosen.</param>
/// <param name="Round">The quorum round that the answer counts for.</param>
public sealed record Accept(Ballot Ballot, LogIndex Previous, Fingerprint Before, IReadOnlyList<Command> Entries, LogIndex Agreed,
    LogIndex Adopted, LogIndex Committed, long Round) : IMessage;

/// <summary>Phase 2b: the ballot's log is durable here up to an index, and no higher ballot has been promised.</summary>
/// <param name="Ballot">The ballot.</param>
/// <param name="UpTo">Up to where.</param>
/// <param name="Round">The quorum round that it answers.</param>
/// <param name="Snapshot">Up to where this node has a durable snapshot.</param>
/// <param name="Journal">The journal that it votes from.</param>
public sealed record Accepted(Ballot Ballot, LogIndex UpTo, long Round, LogIndex Snapshot, JournalMark Journal) : IMessage;

/// <summary>A message of <paramref name="Ballot"/> was refused: a higher ballot has been promised.</summary>
public sealed record Reject(Ballot Ballot, Ballot Promised) : IMessage;

/// <summary>The ballot's log is chosen up to an index. Also asks, as a quorum round, whether the ballot still stands.</summary>
/// <param name="Ballot">The proposer's ballot.</param>
/// <param name="Committed">Up to where its log is chosen.</param>
/// <param name="Round">The quorum round that the answer counts for; 0 wants none.</param>
/// <param name="Snapshotted">Up to where a quorum has durable snapshots.</param>
public sealed record Commit(Ballot Ballot, LogIndex Committed, long Round, LogIndex Snapshotted) : IMessage;

/// <summary>The acceptor lacks chosen entries that the proposer no longer keeps: fetch them first.</summary>
public sealed record CatchUp(Ballot Ballot, LogIndex UpTo, NodeId Source) : IMessage;

/// <summary>Asks an acceptor for entries. A proposer in phase 1 may have any, everyone else only those known to be chosen.</summary>
/// <param name="Ballot">The ballot for which they are wanted; does not count for a learner.</param>
/// <param name="Previous">The index before the first entry wanted.</param>
/// <param name="UpTo">The last index wanted; does not count for a learner.</param>
public sealed record Fetch(Ballot Ballot, LogIndex Previous, LogIndex UpTo) : IMessage;

/// <summary>A piece of an acceptor's log.</summary>
public sealed record Fetched(Ballot Ballot, LogIndex Previous, IReadOnlyList<Command> Entries, LogIndex Committed) : IMessage;

/// <summary>Chosen entries, for a learner.</summary>
/// <param name="Previous">The index before the first.</param>
/// <param name="Log">The fingerprint of the log up to there.</param>
/// <param name="Entries">The entries.</param>
public sealed record Chosen(LogIndex Previous, Fingerprint Log, IReadOnlyList<Command> Entries) : IMessage;

/// <summary>The entries that were asked for are dropped up to an index: only a snapshot holds them.</summary>
public sealed record Gone(LogIndex Start) : IMessage;

/// <summary>An acceptor needs a snapshot up to an index, or beyond, from the learner on its own node; the other node has one.</summary>
public sealed record NeedSnapshot(LogIndex AtLeast, NodeId Source) : IMessage;

/// <summary>This node has a durable snapshot.</summary>
/// <param name="Index">Up to where.</param>
/// <param name="Log">The fingerprint of the log up to there.</param>
public sealed record Snapshotted(LogIndex Index, Fingerprint Log) : IMessage;

/// <summary>Asks a learner for a piece of its newest snapshot.</summary>
/// <param name="Index">The snapshot of which pieces have come already; 0 for none. If it is not the newest one, that begins instead.</param>
/// <param name="Offset">How many bytes have come.</param>
public sealed record FetchSnapshot(LogIndex Index, int Offset) : IMessage;

/// <summary>A piece of a snapshot.</summary>
/// <param name="Index">The snapshot's index.</param>
/// <param name="Log">The fingerprint of the log up to there.</param>
/// <param name="Length">The length of the whole, in bytes.</param>
/// <param name="Whole">The checksum of the whole.</param>
/// <param name="Offset">Where the piece begins.</param>
/// <param name="Bytes">The piece.</param>
/// <param name="Checksum">The checksum of the piece.</param>
public sealed record SnapshotChunk(LogIndex Index, Fingerprint Log, int Length, Fingerprint Whole, int Offset, byte[] Bytes,
    Fingerprint Checksum) : IMessage;

/// <summary>The journal of an acceptor, and how much it holds: enough to tell one that was lost, or set back, from the one that voted.</summary>
/// <param name="Incarnation">The number drawn when the journal was begun.</param>
/// <param name="Position">How many events were ever stored in it. Never goes down.</param>
public readonly record struct JournalMark(long Incarnation, long Position);

/// <summary>An acceptor whose journal is new asks a proposer to take note of it. It does not vote before every node has.</summary>
public sealed record Introduce(long Incarnation) : IMessage;

/// <summary>The journal is noted, durably: no vote from another journal of this node will ever be counted here.</summary>
public sealed record Introduced(long Incarnation) : IMessage;

/// <summary>The node is known with another journal, or with more in it: what it has promised may be forgotten.</summary>
public sealed record Disown(JournalMark Known) : IMessage;

/// <summary>From an acceptor to another role on its node: whether this node's journal may vote.</summary>
public sealed record Standing(bool IsAdmitted) : IMessage;
