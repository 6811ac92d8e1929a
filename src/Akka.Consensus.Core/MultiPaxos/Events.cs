namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>The first event of an acceptor's journal: whose journal it is.</summary>
public sealed record Genesis(NodeId Node, IReadOnlyList<NodeId> Members) : IEvent;

/// <summary>The acceptor promised to refuse every lower ballot.</summary>
public sealed record Promised(Ballot Ballot) : IEvent;

/// <summary>The acceptor's log after <paramref name="Previous"/> became these entries: one batch, one event, one journal row.</summary>
/// <param name="Ballot">The accepted ballot from now on.</param>
/// <param name="Previous">What stood after this index is gone.</param>
/// <param name="Entries">What stands there now.</param>
/// <param name="Committed">Up to where the log was known to be chosen.</param>
public sealed record Appended(Ballot Ballot, LogIndex Previous, IReadOnlyList<Command> Entries, LogIndex Committed) : IEvent;

/// <summary>The proposer may use ballots up to this round. Stored before the first of them leaves the node.</summary>
public sealed record Reserved(long Round) : IEvent;

/// <summary>The learner had applied the log up to an index, and this was the log's fingerprint there.</summary>
public sealed record Checkpoint(LogIndex Index, Fingerprint Log) : IEvent;

/// <summary>The journal is another node's, or of a group with other members.</summary>
public sealed class ForeignJournalException(string message) : Exception(message);
