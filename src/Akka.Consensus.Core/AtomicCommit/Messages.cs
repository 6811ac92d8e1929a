using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.AtomicCommit;

// What the three protocols have in common. Each of them adds its own; see the Messages.cs in their folders, where there is one.
//
//   begin     client --Run--> coordinator --Outcome--> client
//   phase 1   coordinator --Prepare--> participants --Voted--> coordinator      Paxos Commit: the vote goes to the acceptors
//   phase 2   coordinator --Decide--> participants --Acknowledged--> coordinator
//   the end   coordinator --Forget--> participants                              all have acknowledged: nobody will ask any more
//   doubt     participant --Inquire--> coordinator --Decide, Waiting--> participant
//             participant --Inquire--> its fellows --Decide, Waiting--> participant      two-phase commit only
//   asking    client --Ask--> coordinator --Outcome--> client

/// <summary>A client's message about a transaction.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Number">Which of its requests this is: a request that is sent again keeps it.</param>
/// <param name="Transaction">The transaction.</param>
public abstract record TransactionRequest(ClientId Client, long Number, Transaction Transaction) : NumberedRequest(Client, Number)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && Transaction.IsSound;
}

/// <summary>Bring the participants of a transaction to a decision.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Number">Which of its requests this is.</param>
/// <param name="Transaction">The transaction.</param>
/// <param name="Operations">What each participant is asked to do, in their order.</param>
/// <param name="Timeout">After so long without all votes it is aborted.</param>
public sealed record Run(ClientId Client, long Number, Transaction Transaction, IReadOnlyList<Operation> Operations, TimeSpan Timeout)
    : TransactionRequest(Client, Number, Transaction)
{
    /// <summary>How many bytes the operations may take together: less than a remote frame.</summary>
    public const int MaxBytes = 80 * 1024;

    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && Operations.Count == Transaction.Participants.Length
        && Operations.All(o => o.Content.Length <= Operation.MaxBytes) && Operations.Sum(o => o.Content.Length) <= MaxBytes;
}

/// <summary>Say what became of a transaction.</summary>
public sealed record Ask(ClientId Client, long Number, Transaction Transaction) : TransactionRequest(Client, Number, Transaction);

/// <summary>What became of a transaction.</summary>
/// <param name="Number">The request.</param>
/// <param name="Decision">The decision; null if it is not known here, or not yet.</param>
/// <param name="Reason">Why it was aborted.</param>
public sealed record Outcome(long Number, Decision? Decision, string? Reason) : IReply;

/// <summary>Another transaction has this id.</summary>
public sealed record IdInUse(long Number) : IReply;

/// <summary>A message about one transaction.</summary>
public interface ITransactionMessage : IMessage
{
    /// <summary>The transaction.</summary>
    Transaction Transaction { get; }
}

/// <summary>Asks a participant to do something in such a way that it can still be undone, and to vote.</summary>
public sealed record Prepare(Transaction Transaction, Operation Operation) : ITransactionMessage;

/// <summary>A participant's vote.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Vote">The vote.</param>
/// <param name="Reason">Why it is no.</param>
public sealed record Voted(Transaction Transaction, Vote Vote, string? Reason) : ITransactionMessage;

/// <summary>The decision. It stays.</summary>
public sealed record Decide(Transaction Transaction, Decision Decision) : ITransactionMessage;

/// <summary>A participant has done what was decided, durably.</summary>
public sealed record Acknowledged(Transaction Transaction, Decision Decision) : ITransactionMessage;

/// <summary>Every participant has acknowledged: nobody needs to remember the decision.</summary>
public sealed record Forget(TransactionId Id) : IMessage;

/// <summary>A participant that voted yes has not heard the decision.</summary>
public sealed record Inquire(Transaction Transaction) : ITransactionMessage;

/// <summary>The transaction is known here, and its decision is not, or not yet.</summary>
public sealed record Waiting(TransactionId Id) : IMessage;
