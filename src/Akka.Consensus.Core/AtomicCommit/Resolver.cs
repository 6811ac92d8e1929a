namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>
/// Of two-phase and three-phase commit: finds out, for a client, what became of a transaction of which its node knows nothing, by asking the participants, and the coordinator. A participant that
/// has not voted never will, so there is an answer unless all are in doubt and the coordinator is away.
/// </summary>
public sealed class Resolver(NodeId self, Transaction transaction, CommitSettings settings) : Coordinator(transaction, settings)
{
    /// <inheritdoc/>
    public override bool IsOver => Decision is not null;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Awaited => Transaction.Participants;

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        if (message is Decide decide)
            Settle(decide.Decision, decide.Decision == AtomicCommit.Decision.Abort ? "it was not begun, or aborted" : null);
        else if (message is Waiting waiting && waiting.Id == Transaction.Id && IsPresumer)
            Settle(AtomicCommit.Decision.Abort, "its coordinator had crashed before it had decided");
    }

    /// <inheritdoc/>
    protected override void Send(TimeSpan now, Effects effects)
    {
        foreach (var participant in Transaction.Participants)
            effects.Send(At(participant), new Inquire(Transaction));
        if (Transaction.Coordinator != self)
            effects.Send(new Address(Role.Coordinator, Transaction.Coordinator.Value), new Inquire(Transaction));
    }

    // A participant that waits has not heard of a commit; so its coordinator, which keeps a commit in mind until all have, has not decided on one.
    private bool IsPresumer => Transaction.Coordinator == self && Transaction.Protocol == CommitProtocol.TwoPhase;
}
