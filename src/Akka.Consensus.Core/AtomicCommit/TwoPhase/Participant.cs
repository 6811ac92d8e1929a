namespace Akka.Consensus.Core.AtomicCommit.TwoPhase;

/// <summary>
/// A participant of two-phase commit. In doubt it asks the coordinator, and when that is silent its fellows too: one that knows the decision tells
/// it, and one that has not voted aborts. If all have voted yes and none knows, it stays blocked until the coordinator is back.
/// </summary>
/// <remarks>Bernstein, Hadzilacos, Goodman, "Concurrency Control and Recovery in Database Systems" (1987), §7.4: cooperative termination.</remarks>
public sealed class Participant(string name, Transaction transaction, Operation operation, CommitSettings settings)
    : AtomicCommit.Participant(name, transaction, operation, settings)
{
    /// <inheritdoc/>
    protected override void Doubt(TimeSpan now, Effects effects)
    {
        var asksFellows = IsCoordinatorSilent;
        base.Doubt(now, effects);
        if (!asksFellows)
            return;
        foreach (var fellow in Transaction.Participants.Where(p => p != Name))
            effects.Send(new Address(Role.Participant, fellow), new Inquire(Transaction));
    }
}
