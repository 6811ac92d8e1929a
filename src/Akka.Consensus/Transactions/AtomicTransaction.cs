using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions;

/// <summary>A transaction that this process begins.</summary>
internal sealed class AtomicTransaction(ExtendedActorSystem system, AtomicCommit commit, TransactionId id, TransactionOptions options) : IAtomicTransaction
{
    private readonly List<(string Participant, Operation Operation)> _parts = [];
    private bool _isBegun;

    public TransactionId Id => id;

    public void Enlist(IActorRef participant, object operation)
    {
        ArgumentNullException.ThrowIfNull(participant);
        ArgumentNullException.ThrowIfNull(operation);
        RequireOpen();
        var name = ParticipantWiring.NameOf(system, participant);
        if (_parts.Exists(p => p.Participant == name))
            throw new InvalidOperationException($"{name} is enlisted already: give it one operation that says all that it is to do");
        if (_parts.Count == Transaction.MaxParticipants)
            throw new InvalidOperationException($"a transaction has at most {Transaction.MaxParticipants} participants");
        if (name.Length > Transaction.MaxNameLength)
            throw new ArgumentException($"the path of a participant has at most {Transaction.MaxNameLength} characters: {name}", nameof(participant));
        var written = Operations.Write(system, operation);
        if (written.Content.Length > Operation.MaxBytes)
        {
            throw new ArgumentException($"the operation takes {written.Content.Length} bytes and may take {Operation.MaxBytes}: "
                + "it stands in journals and messages; let it name what is large", nameof(operation));
        }

        if (_parts.Sum(p => p.Operation.Content.Length) + written.Content.Length > Run.MaxBytes)
            throw new ArgumentException($"the operations of a transaction take at most {Run.MaxBytes} bytes together: they are sent in one message", nameof(operation));
        _parts.Add((name, written));
    }

    public async Task<TransactionOutcome> CommitAsync(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        RequireOpen();
        if (_parts.Count == 0)
            throw new InvalidOperationException("nobody is enlisted: there is nothing to commit");
        var (coordinator, acceptors) = commit.Place(options);
        _isBegun = true;
        var transaction = new Transaction(id, Random.Shared.NextInt64(), options.Protocol, coordinator, [.. _parts.Select(p => p.Participant)], acceptors);
        return await commit.RunAsync(transaction, [.. _parts.Select(p => p.Operation)], timeout, cancellation).ConfigureAwait(false);
    }

    private void RequireOpen()
    {
        if (_isBegun)
            throw new InvalidOperationException($"transaction {id} was committed already: begin another one");
    }
}
