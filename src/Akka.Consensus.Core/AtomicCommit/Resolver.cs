namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>
/// Finds out, for a client, what became of a transaction of which its node knows nothing, by asking the participants. One that has not voted never
/// will, so there is an answer unless all are in doubt.
/// </summary>
public sealed class Resolver(Transaction transaction, CommitSettings settings) : Coordinator(transaction, settings)
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
    }

    /// <inheritdoc/>
    protected override void Send(TimeSpan now, Effects effects)
    {
        foreach (var participant in Transaction.Participants)
            effects.Send(At(participant), new Inquire(Transaction));
    }
}
