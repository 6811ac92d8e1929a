namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>A coordinator of three-phase commit has begun: stored before anyone is asked to prepare.</summary>
public sealed record TransactionBegun(Transaction Transaction) : IEvent;

/// <summary>A coordinator decided to commit. What is not known to be committed is presumed to be aborted.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Unacknowledged">The participants that have to hear of it.</param>
public sealed record CommitDecided(Transaction Transaction, IReadOnlyList<string> Unacknowledged) : IEvent;

/// <summary>
/// A transaction was aborted, and nobody need acknowledge that: stored before anyone is told, so that the same request, sent again after a crash, does not
/// begin it once more.
/// </summary>
public sealed record AbortDecided(TransactionId Id, long Nonce, string Reason) : IEvent;

/// <summary>Every participant has acknowledged a commit, or none had anything to commit.</summary>
public sealed record CommitEnded(TransactionId Id, long Nonce) : IEvent;

/// <summary>The coordinators of this node may use rounds up to this one.</summary>
public sealed record RoundsReserved(long Round) : IEvent;

/// <summary>All that the coordinators of a node remember, written anew in the place of all events before.</summary>
/// <param name="Round">The rounds that they may have used.</param>
/// <param name="Begun">The transactions of three-phase commit that are not decided.</param>
/// <param name="Active">The commits that are not acknowledged by all.</param>
/// <param name="Ended">What became of the transactions that ended not long ago, oldest first.</param>
public sealed record CoordinatorKept(long Round, IReadOnlyList<Transaction> Begun, IReadOnlyList<CommitDecided> Active, IReadOnlyList<Ended> Ended)
    : IRebase;

/// <summary>A participant can commit, and can abort: it votes yes.</summary>
public sealed record Prepared(Transaction Transaction, Operation Operation) : IEvent;

/// <summary>Of three-phase commit: a participant knows that all have voted yes.</summary>
public sealed record PreCommitted(TransactionId Id) : IEvent;

/// <summary>
/// A participant voted that it has nothing to commit, and has left. Stored before it is told: else it would say to a fellow in doubt, after a crash, that
/// it has not voted.
/// </summary>
public sealed record LeftReadOnly(TransactionId Id, long Nonce) : IEvent;

/// <summary>A participant will never vote yes.</summary>
public sealed record Refused(TransactionId Id, long Nonce, string Reason) : IEvent;

/// <summary>A participant that had voted yes knows the decision.</summary>
public sealed record BranchDecided(TransactionId Id, Decision Decision) : IEvent;

/// <summary>A participant has done what was decided.</summary>
public sealed record BranchFinished(TransactionId Id) : IEvent;

/// <summary>A participant need not remember a decision any more.</summary>
public sealed record BranchForgotten(TransactionId Id) : IEvent;

/// <summary>A participant changed its own state, outside all transactions.</summary>
public sealed record Changed(Operation Operation) : IEvent;

/// <summary>What a participant remembers of a transaction that it has a part in.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Operation">What it is asked to do.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Decision">The decision; null while it is in doubt.</param>
public sealed record KeptBranch(Transaction Transaction, Operation Operation, BranchState State, Decision? Decision);

/// <summary>All that a participant remembers, written anew in the place of all events before.</summary>
/// <param name="Branches">The transactions in which it has voted yes, and which are remembered.</param>
/// <param name="Ended">What became of transactions that ended not long ago, oldest first.</param>
/// <param name="Left">The transactions that it has left last, because it had nothing to commit, oldest first.</param>
/// <param name="State">What its own events come to; null where the application keeps that elsewhere.</param>
public sealed record ParticipantKept(IReadOnlyList<KeptBranch> Branches, IReadOnlyList<Ended> Ended, IReadOnlyList<LeftReadOnly> Left,
    Operation? State = null) : IRebase;
