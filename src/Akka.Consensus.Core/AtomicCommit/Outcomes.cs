namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>
/// The application has to do the operation in such a way that it can still be undone, and durably, and answer with <see cref="ParticipantRole.Answer"/>.
/// The same is asked twice if it had not answered before a crash.
/// </summary>
public sealed record PrepareBranch(Transaction Transaction, Operation Operation) : IOutcome;

/// <summary>
/// The decision is known and durable: the application has to carry it out, and say so with <see cref="ParticipantRole.Finish"/>. The same may be asked twice;
/// an abort also where the application was asked to prepare, and has not answered yet.
/// </summary>
public sealed record FinishBranch(Transaction Transaction, Operation Operation, Decision Decision) : IOutcome;
