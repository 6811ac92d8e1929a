using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Akka.Event;

namespace Akka.Consensus.Transactions;

/// <summary>
/// A participant that holds replicated locks for a transaction, from its vote until it hears the decision. Its operation is <see cref="HoldLocks"/>. It does not wait
/// for a lock: while somebody else has one of them it votes no, and says which it wanted.
/// </summary>
/// <remarks>
/// <para>
/// It promises less than other participants. A vote of yes must stay possible whatever happens, and a lock is held only as long as the session of this
/// process lives: if the process crashes, or is cut off for longer than the <c>session-ttl</c>, or this actor stops, others get the locks while the
/// transaction is in doubt. It is then decided as if nothing had happened, for the vote cannot be taken back; the loss is logged as a warning. What must not be
/// written by two must be guarded by itself: by a participant that holds it, or by a token that the resource checks.
/// </para>
/// <para>
/// The other participants may hear the decision later than this one, and carry it out after the locks are free. Who must not see that needs a lock
/// around the whole transaction, and longer.
/// </para>
/// </remarks>
public sealed class LocksParticipant : ParticipantActor
{
    private readonly IReplicatedLocks _locks = ReplicatedLocks.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<TransactionId, CancellationTokenSource> _acquiring = [];
    private readonly HeldLocks _held = new();

    /// <summary>A participant; made by <see cref="Props"/>.</summary>
    public LocksParticipant(string persistenceId) => PersistenceId = persistenceId;

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>How to start one.</summary>
    /// <param name="persistenceId">Under which id it keeps its votes in the journal: its own, and the same in every life.</param>
    public static Props Props(string persistenceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(persistenceId);
        return Akka.Actor.Props.Create(() => new LocksParticipant(persistenceId));
    }

    /// <inheritdoc/>
    protected override void Recovered(IReadOnlySet<TransactionId> known)
    {
        foreach (var id in known)
            _log.Warning("{0}: the locks of transaction {1} were lost with the life that had taken them", PersistenceId, id);
    }

    /// <inheritdoc/>
    protected override void Prepare(TransactionId id, object operation)
    {
        IReplicatedLock wanted;
        try
        {
            wanted = Find(operation);
        }
        catch (ArgumentException wrong)
        {
            CastVote(id, Vote.No, wrong.Message);
            return;
        }

        var abort = new CancellationTokenSource();
        _acquiring.Add(id, abort);
        InBackground(() => AcquireAsync(id, wanted, abort.Token), refusal => OnAcquired(id, refusal));
    }

    /// <inheritdoc/>
    protected override void Finish(TransactionId id, object operation, Decision decision)
    {
        if (_acquiring.TryGetValue(id, out var acquiring))
            _ = acquiring.CancelAsync();
        else
            GiveBack(id);
    }

    /// <inheritdoc/>
    protected override void OnMessage(object message) => Unhandled(message);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var acquiring in _acquiring.Values)
            _ = acquiring.CancelAsync();
        _held.Close();
        base.PostStop();
    }

    private IReplicatedLock Find(object operation) => operation switch
    {
        HoldLocks { Locks: [var only] } when only.Mode == LockMode.Permits => _locks.GetSemaphore(only.Name, only.Permits, only.Count),
        HoldLocks { Locks: [var only] } => _locks.Get(only.Name, new LockOptions { Mode = only.Mode }),
        HoldLocks hold => _locks.GetAll(hold.Locks),
        _ => throw new ArgumentException($"{PersistenceId} takes locks: its operation is {nameof(HoldLocks)}, and not {operation.GetType()}"),
    };

    /// <summary>Takes the locks.</summary>
    /// <returns>Why it cannot; null if it has them.</returns>
    private async Task<string?> AcquireAsync(TransactionId id, IReplicatedLock wanted, CancellationToken abort)
    {
        try
        {
            var handle = await wanted.TryAcquireAsync(TimeSpan.Zero, abort).ConfigureAwait(false);
            if (handle is null)
                return $"{wanted.Name}, or a lock that was wanted with it, is held by another";
            _held.Add(id, handle, () => _log.Warning("{0}: the locks of transaction {1} were lost before its end: {2}", PersistenceId, id, handle.Loss));
            return null;
        }
        catch (Exception refusal)
        {
            return refusal.Message;
        }
    }

    private void OnAcquired(TransactionId id, string? refusal)
    {
        _acquiring.Remove(id);
        if (Role.Find(id) is not { State: BranchState.Voting })
        {
            GiveBack(id); // it was aborted meanwhile
        }
        else if (refusal is null && _held.IsHeld(id))
        {
            CastVote(id, Vote.Yes);
        }
        else
        {
            GiveBack(id);
            CastVote(id, Vote.No, refusal ?? "the locks were lost at once");
        }
    }

    private void GiveBack(TransactionId id)
    {
        if (_held.Take(id) is not { } handle)
        {
            Finished(id);
            return;
        }

        InBackground(async () =>
        {
            await handle.DisposeAsync().ConfigureAwait(false);
            return true;
        }, _ => Finished(id));
    }
}
