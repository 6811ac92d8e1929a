namespace Akka.Consensus.Core.AtomicCommit.ThreePhase;

// Three-phase commit: between the votes and the commit everybody learns that all have voted yes. So nobody commits while anyone is uncertain, and those who
// are left when the coordinator crashes can tell from their own states what it may have decided.
//
//   phase 1      coordinator --Prepare--> participants --Voted--> coordinator
//   phase 2      coordinator --PreCommit--> participants --PreCommitAcknowledged--> coordinator
//   phase 3      coordinator --Decide--> participants --Acknowledged--> coordinator
//   doubt        participant --Inquire--> coordinator --Waiting, NoDecision, Decide--> participant
//   termination  participant --Inquire--> its fellows --StateReport, Decide--> participant
//                participant --PreCommit--> its fellows --PreCommitAcknowledged--> participant --Decide--> its fellows

/// <summary>All have voted yes.</summary>
public sealed record PreCommit(Transaction Transaction) : ITransactionMessage;

/// <summary>A participant knows, durably, that all have voted yes.</summary>
public sealed record PreCommitAcknowledged(Transaction Transaction) : ITransactionMessage;

/// <summary>How far a participant in doubt has come.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="IsPreCommitted">Whether it knows that all have voted yes.</param>
/// <param name="HasRecovered">Whether it has crashed since it voted: others may have decided without it.</param>
public sealed record StateReport(Transaction Transaction, bool IsPreCommitted, bool HasRecovered) : ITransactionMessage;

/// <summary>The coordinator has crashed before it had decided, and waits for the participants' decision.</summary>
public sealed record NoDecision(Transaction Transaction) : ITransactionMessage;
