namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>The first event of an acceptor's journal: whose journal it is.</summary>
/// <param name="Node">The node.</param>
/// <param name="Members">The voters of the group.</param>
/// <param name="Incarnation">A number drawn when the journal was begun: a journal that was begun anew is told from the one that was lost.</param>
public sealed record Genesis(NodeId Node, IReadOnlyList<NodeId> Members, long Incarnation) : IEvent;

/// <summary>Every voter has taken note of this journal: the acceptor may vote.</summary>
public sealed record Admitted : IEvent;

/// <summary>The acceptor promised to refuse every lower ballot.</summary>
public sealed record Promised(Ballot Ballot) : IEvent;

/// <summary>The acceptor's log after <paramref name="Previous"/> became these entries: one batch, one event, one journal row.</summary>
/// <param name="Ballot">The accepted ballot from now on.</param>
/// <param name="Previous">What stood after this index is gone.</param>
/// <param name="Entries">What stands there now.</param>
/// <param name="Committed">Up to where the log was known to be chosen.</param>
public sealed record Appended(Ballot Ballot, LogIndex Previous, IReadOnlyList<Command> Entries, LogIndex Committed) : IEvent;

/// <summary>The acceptor's whole memory, but for the entries that snapshots stand for: written anew in the place of all events before.</summary>
/// <param name="Genesis">Whose journal it is.</param>
/// <param name="Position">How many events it has held, with those that this one replaces.</param>
/// <param name="Promised">The promise.</param>
/// <param name="Accepted">The accepted ballot.</param>
/// <param name="Start">Entries up to here are dropped.</param>
/// <param name="Log">The fingerprint of the log up to there.</param>
/// <param name="Entries">The entries after it.</param>
/// <param name="Committed">Up to where the log was known to be chosen.</param>
public sealed record Trimmed(Genesis Genesis, long Position, Ballot Promised, Ballot Accepted, LogIndex Start, Fingerprint Log,
    IReadOnlyList<Command> Entries, LogIndex Committed) : IRebase;

/// <summary>The proposer may use ballots up to this round, stored before the first of them leaves the node; and what it knows of the voters' journals.</summary>
public sealed record Reserved(long Round, IReadOnlyList<KnownJournal> Journals) : IRebase;

/// <summary>The journal of a voter, as far as it was ever heard of.</summary>
public readonly record struct KnownJournal(NodeId Node, JournalMark Mark);

/// <summary>The journal is another node's, or of a group with other members.</summary>
public sealed class ForeignJournalException(string message) : Exception(message);

/// <summary>The journal is not the one that this node voted from, or holds less than it did. It must not vote: promises may be forgotten.</summary>
public sealed class AmnesiaException(string message) : Exception(message);
