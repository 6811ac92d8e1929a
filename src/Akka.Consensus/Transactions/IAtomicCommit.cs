using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions;

/// <summary>How a transaction is to be carried out.</summary>
public sealed record TransactionOptions
{
    /// <summary>How the participants come to one decision.</summary>
    public CommitProtocol Protocol { get; init; } = CommitProtocol.PaxosCommit;

    /// <summary>
    /// Of Paxos Commit: how many of its acceptors may fail without blocking anybody; it uses 2F + 1 voters. Null for as many as the voters allow. With 0 it
    /// blocks as two-phase commit does.
    /// </summary>
    public int? Failures { get; init; }

    /// <summary>An id of the application's choice, used once, ever: up to 128 characters. Null for one that is drawn.</summary>
    public string? Id { get; init; }
}

/// <summary>
/// Transactions over several participants. If all the data lives in one place, such as one database or one actor, you need none of this: change it
/// in one step there. Thread-safe.
/// </summary>
public interface IAtomicCommit
{
    /// <summary>Begins a transaction. Nothing happens before it is committed.</summary>
    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    IAtomicTransaction Begin(TransactionOptions? options = null);

    /// <summary>Asks again what became of a transaction.</summary>
    /// <param name="inDoubt">What was answered before.</param>
    /// <param name="timeout">After so long without an answer it is in doubt still.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="Client.ConsensusOverloadedException">Too much is asked at a time.</exception>
    Task<TransactionOutcome> ResolveAsync(InDoubt inDoubt, TimeSpan timeout, CancellationToken cancellation = default);
}

/// <summary>One transaction. Not thread-safe.</summary>
public interface IAtomicTransaction
{
    /// <summary>Its id.</summary>
    TransactionId Id { get; }

    /// <summary>Gives a participant its part.</summary>
    /// <param name="participant">A <see cref="ParticipantActor"/>, wherever in the cluster it lives.</param>
    /// <param name="operation">What it is to do: up to 64 KiB when serialized.</param>
    /// <exception cref="InvalidOperationException">The transaction was committed already, has the participant, or has as many as it may.</exception>
    /// <exception cref="ArgumentException">The operation is too large, or the participant cannot be reached by others.</exception>
    void Enlist(IActorRef participant, object operation);

    /// <summary>Asks every participant to prepare; if all can, all commit, and else none.</summary>
    /// <param name="timeout">After so long without all votes it is aborted. An answer may take a little longer.</param>
    /// <param name="cancellation">Ends the wait, and nothing else: the transaction goes on.</param>
    /// <exception cref="InvalidOperationException">It was committed before, has no participant, or its id was used for another one.</exception>
    /// <exception cref="Client.ConsensusOverloadedException">Too much is asked at a time. Nothing was done.</exception>
    Task<TransactionOutcome> CommitAsync(TimeSpan timeout, CancellationToken cancellation = default);
}
