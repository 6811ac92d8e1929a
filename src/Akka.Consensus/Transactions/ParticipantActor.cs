using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Event;
using Akka.Persistence;

namespace Akka.Consensus.Transactions;

/// <summary>
/// An actor that takes part in transactions: the base of one that guards something outside its own journal. It keeps its votes and what was decided in
/// the journal of the application (<c>akka.persistence.journal</c>), which must be durable, and snapshots of them in its snapshot store, if it has chosen one
/// (<c>akka.consensus.transactions.snapshot-interval</c>).
/// </summary>
/// <remarks>
/// It is enlisted by its path, and found by it again after a restart: start it under the same name, on the same address. For an actor whose state is what
/// transactions change, use <see cref="TransactionalActor{TState}"/>.
/// </remarks>
public abstract class ParticipantActor : UntypedPersistentActor, IWithTimers
{
    // Files below the working directory, which nobody has chosen: no place for what is deleted from a journal.
    private const string DefaultSnapshotStore = "akka.persistence.snapshot-store.local";

    private readonly Effects _effects = new();
    private readonly Queue<IOutcome> _untold = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ParticipantWiring _wiring;
    private readonly ParticipantSnapshots _snapshots;
    private bool _isCarryingOut;

    /// <summary>A participant.</summary>
    /// <param name="isOneJournal">Whether what the decisions change is kept in this actor's own journal.</param>
    private protected ParticipantActor(bool isOneJournal)
    {
        _wiring = new ParticipantWiring(Context.System, Self);
        Role = new ParticipantRole(_wiring.Name, _wiring.Settings.Commit, isOneJournal);
        var store = Context.System.Settings.Config.GetString("akka.persistence.snapshot-store.plugin");
        _snapshots = new ParticipantSnapshots(store is DefaultSnapshotStore or "" ? null : _wiring.Settings.ParticipantSnapshotInterval,
            DeleteMessages, DeleteSnapshots);
    }

    /// <summary>A participant that guards something outside its journal.</summary>
    protected ParticipantActor()
        : this(isOneJournal: false)
    {
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private protected ParticipantRole Role { get; }

    /// <summary>Decisions whose events are on their way to the journal: to be carried out when they are there, in this order.</summary>
    private protected IEnumerable<FinishBranch> Unfinished => _untold.OfType<FinishBranch>();

    /// <summary>
    /// Does an operation in such a way that it can be both committed and undone, whatever happens, and answers with <see cref="CastVote"/>, at once or later. May be
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
    protected void CastVote(TransactionId id, Vote vote, string? reason = null)
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

    /// <summary>
    /// Does what takes its time, such as a question to a database, on another thread, and goes on with the result within a turn of this actor. If it fails, so does
    /// the actor. If the actor is started again meanwhile, the result is nobody's.
    /// </summary>
    protected void InBackground<T>(Func<Task<T>> work, Action<T> then)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(then);
        Task.Run(work).PipeTo(Self, success: result => new Turn(this, () => then(result)),
            failure: reason => new Turn(this, () => ExceptionDispatchInfo.Throw(reason)));
    }

    /// <inheritdoc/>
    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case Turn turn:
                if (turn.Owner == this)
                    turn.Go();
                break;
            case Packet packet:
                Role.Receive(Clock.Now, packet.From, packet.Message, _effects);
                break;
            case Tick:
                Role.Tick(Clock.Now, _effects);
                break;
            case SaveSnapshotSuccess saved:
                _snapshots.Saved(saved.Metadata);
                break;
            case SaveSnapshotFailure failure:
                _log.Warning("{0} could not store a snapshot, and keeps its events: {1}", PersistenceId, failure.Cause.Message);
                _snapshots.Failed();
                break;
            case DeleteMessagesSuccess:
                _snapshots.Swept();
                break;
            case DeleteMessagesFailure failure:
                _log.Warning("{0} could not delete old events, and tries again with the next snapshot: {1}", PersistenceId, failure.Cause.Message);
                _snapshots.NotSwept();
                break;
            case DeleteSnapshotsSuccess:
                break;
            case DeleteSnapshotsFailure failure:
                _log.Warning("{0} could not delete old snapshots, and tries again with the next: {1}", PersistenceId, failure.Cause.Message);
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
            case SnapshotOffer offer:
                Restore(offer.Snapshot as ParticipantKept
                    ?? throw new InvalidOperationException($"the snapshot of {PersistenceId} is a {offer.Snapshot.GetType()}, and was taken by something else"));
                _snapshots.Recovered(offer.Metadata);
                break;
            case RecoveryCompleted:
                _snapshots.Start();
                Recovered(Role.Branches.Where(b => b.IsInDoubt || b.State == BranchState.Finishing).Select(b => b.Transaction.Id).ToHashSet());
                Role.Start(Clock.Now, _effects);
                CarryOut();
                break;
            case IEvent stored:
                Replay(stored);
                _snapshots.Replayed(LastSequenceNr);
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

    /// <summary>All that the events so far come to.</summary>
    private protected virtual ParticipantKept Keep() => Role.Keep();

    private protected virtual void Restore(ParticipantKept kept) => Role.Recover(kept);

    /// <summary>Makes an event durable.</summary>
    private protected void Store(IEvent stored, Action? done = null)
    {
        _snapshots.Stored();
        PersistAsync(stored, _ => done?.Invoke());
    }

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

        if (_snapshots.TryBegin())
            TakeSnapshot();
        _wiring.Board.Note(_wiring.Name, Role.Branches);
        if (Role.Branches.Count == 0)
            Timers.Cancel(Tick.Instance);
        else if (!Timers.IsTimerActive(Tick.Instance))
            Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _wiring.Settings.Commit.RetryInterval / 2);
    }

    /// <summary>What is kept now is what the events come to that were stored before, to be written when the last of them is durable: under its number.</summary>
    private void TakeSnapshot()
    {
        try
        {
            DeferAsync(Keep(), SaveSnapshot);
        }
        catch (Exception unfit)
        {
            _log.Warning("{0} takes no snapshot, and keeps its events: its state cannot be written and read back: {1}", PersistenceId, unfit.Message);
            _snapshots.Failed();
        }
    }

    private void CarryOut(Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Persist:
                Store(effect.Event!);
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
                _untold.Enqueue(effect.Outcome!);
                DeferAsync(effect, _ => Tell(_untold.Dequeue()));
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

    /// <summary>What is to be done in a turn of an actor; of this life of it.</summary>
    private sealed record Turn(ParticipantActor Owner, Action Go);

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}
