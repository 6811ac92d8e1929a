using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions;

/// <summary>What became of a transaction.</summary>
public abstract record TransactionOutcome
{
    private protected TransactionOutcome()
    {
    }
}

/// <summary>All of it happens: every participant has done its part, or will.</summary>
public sealed record Committed : TransactionOutcome;

/// <summary>Nothing of it happens.</summary>
/// <param name="Reason">Why: what a participant said, or who did not answer.</param>
public sealed record Aborted(string Reason) : TransactionOutcome;

/// <summary>It is decided, or will be, and no answer came in time. Ask again with <see cref="IAtomicCommit.ResolveAsync"/>.</summary>
public sealed record InDoubt : TransactionOutcome
{
    internal InDoubt(Transaction transaction) => Transaction = transaction;

    /// <summary>The transaction.</summary>
    public TransactionId Id => Transaction.Id;

    internal Transaction Transaction { get; }
}
