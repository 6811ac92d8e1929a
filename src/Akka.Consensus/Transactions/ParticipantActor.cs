using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Persistence;

namespace Akka.Consensus.Transactions;

/// <summary>
/// An actor that takes part in transactions: the base of one that guards something outside its own journal. It keeps its votes and what was decided in
/// the journal of the application (<c>akka.persistence.journal</c>), which must be durable.
/// </summary>
/// <remarks>
/// It is enlisted by its path, and found by it again after a restart: start it under the same name, on the same address. For an actor whose state is what
/// transactions change, use <see cref="TransactionalActor{TState}"/>.
/// </remarks>
public abstract class ParticipantActor : UntypedPersistentActor, IWithTimers
{
    private readonly Effects _effects = new();
    private readonly ParticipantWiring _wiring;
    private bool _isCarryingOut;

    /// <summary>A participant.</summary>
    /// <param name="isOneJournal">Whether what the decisions change is kept in this actor's own journal.</param>
    private protected ParticipantActor(bool isOneJournal)
    {
        _wiring = new ParticipantWiring(Context.System, Self);
        Role = new ParticipantRole(_wiring.Name, _wiring.Settings.Commit, isOneJournal);
    }

    /// <summary>A participant that guards something outside its journal.</summary>
    protected ParticipantActor()
        : this(isOneJournal: false)
    {
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private protected ParticipantRole Role { get; }

    /// <summary>
    /// Does an operation in such a way that it can be both committed and undone, whatever happens, and answers with <see cref="Vote"/>, at once or later. May be
    /// called twice for one transaction, if a crash came between.
    /// </summary>
    /// <param name="id">The transaction.</param>
    /// <param name="operation">What the transaction was begun with.</param>
    protected abstract void Prepare(TransactionId id, object operation);

    /// <summary>
    /// Commits or undoes an operation, and says so with <see cref="Finished"/>. Called again after a crash, and for an operation that was never prepared: both must
    /// do no harm.
    /// </summary>
    /// <param name="id">The transaction.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="decision">What was decided.</param>
    protected abstract void Finish(TransactionId id, object operation, Decision decision);

    /// <summary>All that the journal holds has been read. <see cref="Finish"/> is called next for what was decided and not finished.</summary>
    /// <param name="known">The transactions that are prepared here, or decided and not finished.</param>
    protected virtual void Recovered(IReadOnlySet<TransactionId> known)
    {
    }

    /// <summary>A message of the application.</summary>
    protected abstract void OnMessage(object message);

    /// <summary>Answers <see cref="Prepare"/>. To be called within a turn of this actor.</summary>
    protected void Vote(TransactionId id, Vote vote, string? reason = null)
    {
        Role.Answer(Clock.Now, id, vote, reason, _effects);
        CarryOut();
    }

    /// <summary>Answers <see cref="Finish"/>. To be called within a turn of this actor.</summary>
    protected void Finished(TransactionId id)
    {
        Role.Finish(id, _effects);
        CarryOut();
    }

    /// <inheritdoc/>
    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case Packet packet:
                Role.Receive(Clock.Now, packet.From, packet.Message, _effects);
                break;
            case Tick:
                Role.Tick(Clock.Now, _effects);
                break;
            default:
                OnMessage(message);
                break;
        }

        CarryOut();
    }

    /// <inheritdoc/>
    protected sealed override void OnRecover(object message)
    {
        switch (message)
        {
            case RecoveryCompleted:
                Recovered(Role.Branches.Where(b => b.IsInDoubt || b.State == BranchState.Finishing).Select(b => b.Transaction.Id).ToHashSet());
                Role.Start(Clock.Now, _effects);
                CarryOut();
                break;
            case IEvent stored:
                Replay(stored);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _wiring.Board.Forget(_wiring.Name);
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // By default that is only logged, and the actor would go on with a gap in its memory.
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    private protected virtual void Replay(IEvent stored) => Role.Recover(stored);

    private protected virtual void Do(PrepareBranch prepare) => Prepare(prepare.Transaction.Id, Read(prepare.Operation));

    private protected virtual void Do(FinishBranch finish) => Finish(finish.Transaction.Id, Read(finish.Operation), finish.Decision);

    private protected object Read(Operation operation) => _wiring.Read(operation);

    private protected Operation Write(object operation) => _wiring.Write(operation);

    /// <summary>Carries out what the role wants done; by index, for what the application answers at once adds to it.</summary>
    private void CarryOut()
    {
        if (_isCarryingOut)
            return;
        _isCarryingOut = true;
        try
        {
            for (var i = 0; i < _effects.Items.Count; i++)
                CarryOut(_effects.Items[i]);
        }
        finally
        {
            _isCarryingOut = false;
            _effects.Clear();
        }

        _wiring.Board.Note(_wiring.Name, Role.Branches);
        if (Role.Branches.Count == 0)
            Timers.Cancel(Tick.Instance);
        else if (!Timers.IsTimerActive(Tick.Instance))
            Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _wiring.Settings.Commit.RetryInterval / 2);
    }

    private void CarryOut(Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Persist:
                PersistAsync(effect.Event!, static _ => { });
                break;
            case EffectKind.Send:
                _wiring.Send(effect.To, effect.Message!, Self);
                break;
            case EffectKind.SendWhenDurable:
                DeferAsync(effect, e => _wiring.Send(e.To, e.Message!, Self));
                break;
            case EffectKind.Tell:
                Tell(effect.Outcome!);
                break;
            case EffectKind.TellWhenDurable:
                DeferAsync(effect, e => Tell(e.Outcome!));
                break;
        }
    }

    private void Tell(IOutcome outcome)
    {
        if (outcome is PrepareBranch prepare)
            Do(prepare);
        else if (outcome is FinishBranch finish)
            Do(finish);
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}
