namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

/// <summary>
/// A participant of Paxos Commit: proposes its own vote at ballot 0 to every acceptor. In doubt it asks the coordinator; when that is silent, one
/// node after the other to finish the transaction.
/// </summary>
/// <remarks>Gray and Lamport, "Consensus on Transaction Commit" (TODS 2006), §4. The resource manager.</remarks>
public sealed class Participant(string name, Transaction transaction, Operation operation, CommitSettings settings)
    : AtomicCommit.Participant(name, transaction, operation, settings)
{
    private int _asked;

    /// <inheritdoc/>
    public override bool MayVoteReadOnly => false;

    // The acceptors may forget a vote of yes only when it cannot be proposed again.
    /// <inheritdoc/>
    public override bool AcknowledgesAbort => true;

    /// <inheritdoc/>
    public override string Awaited => $"a majority of {string.Join(", ", Transaction.Acceptors)}";

    /// <inheritdoc/>
    public override void SendVote(Vote vote, string? reason, Effects effects)
    {
        foreach (var acceptor in Transaction.Acceptors)
            effects.SendWhenDurable(new Address(Role.CommitAcceptor, acceptor.Value), new ProposeVote(Transaction, vote, reason));
    }

    /// <inheritdoc/>
    protected override Address Acknowledger() => Next();

    /// <inheritdoc/>
    protected override void Doubt(TimeSpan now, Effects effects)
    {
        SendVote(Vote.Yes, reason: null, effects);
        if (IsCoordinatorSilent)
            effects.Send(NextBut(Transaction.Coordinator), new Inquire(Transaction));
        else
            base.Doubt(now, effects);
    }

    /// <summary>The nodes of the other acceptors in turn, the same for every participant at first: two that finish it at once would outbid each other.</summary>
    private Address NextBut(NodeId silent)
    {
        var others = Transaction.Acceptors.Where(a => a != silent).Append(silent).ToList();
        return new Address(Role.Coordinator, others[_asked++ % others.Count].Value);
    }

    /// <summary>The coordinator first, then the nodes of the acceptors in turn.</summary>
    private Address Next()
    {
        var turn = _asked++ % (Transaction.Acceptors.Length + 1);
        return turn == 0 ? Coordinator : new Address(Role.Coordinator, Transaction.Acceptors[turn - 1].Value);
    }
}
