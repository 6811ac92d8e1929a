using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions;

/// <summary>
/// A persistent actor whose state is changed by transactions that other actors take part in as well. The state changes only when a transaction has
/// been committed, so nothing ever needs to be undone; from its vote until then it holds the keys that the operation touches, and refuses
/// other operations on them.
/// </summary>
/// <typeparam name="TState">The state. Immutable, or at least never changed in place.</typeparam>
/// <remarks>
/// An operation is done once, however often its messages come. A transaction that finds a key held is aborted at once, and may be tried again: nobody waits, so
/// there is no deadlock. Operations must go through a serializer that the application trusts for years: they stand in the journal. So must the state: it
/// stands in snapshots.
/// </remarks>
/// <param name="initial">The state before the first operation.</param>
public abstract class TransactionalActor<TState>(TState initial) : ParticipantActor(isOneJournal: true)
{
    private readonly Dictionary<string, TransactionId> _held = new(StringComparer.Ordinal);

    /// <summary>The state, with all that has been committed.</summary>
    protected TState State { get; private set; } = initial;

    /// <summary>What of the state an operation reads or changes, such as the number of an account: it is held from the vote until the decision.</summary>
    protected abstract IEnumerable<string> KeysOf(object operation);

    /// <summary>Whether an operation can be done; it must stay possible as long as its keys are held.</summary>
    /// <param name="state">The state.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="reason">Why not.</param>
    protected abstract Vote Check(TState state, object operation, out string? reason);

    /// <summary>The state after an operation. Called in recovery too: it does nothing else.</summary>
    protected abstract TState Apply(TState state, object operation);

    /// <summary>Who holds a key; null if nobody does.</summary>
    protected TransactionId? HolderOf(string key) => _held.TryGetValue(key, out var holder) ? holder : null;

    /// <summary>Changes the state outside all transactions.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="done">Called when it is done, durably.</param>
    /// <param name="reason">Why it cannot be done, or not now.</param>
    /// <returns>Whether it can be done.</returns>
    protected bool TryChange(object operation, Action done, out string? reason)
    {
        reason = Conflict(operation);
        if (reason is not null || Check(State, operation, out reason) == Vote.No)
            return false;
        State = Apply(State, operation);
        Store(new Changed(Write(operation)), done);
        return true;
    }

    /// <inheritdoc/>
    protected sealed override void Prepare(TransactionId id, object operation)
    {
        var reason = Conflict(operation);
        var vote = reason is null ? Check(State, operation, out reason) : Vote.No;
        if (vote == Vote.Yes)
            Hold(id, operation);
        CastVote(id, vote, reason);
    }

    /// <inheritdoc/>
    protected sealed override void Finish(TransactionId id, object operation, Decision decision)
    {
        LetGo(id);
        if (decision == Decision.Commit)
            State = Apply(State, operation);
    }

    private protected sealed override void Replay(IEvent stored)
    {
        switch (stored)
        {
            case Changed changed:
                State = Apply(State, Read(changed.Operation));
                return;
            case Prepared prepared:
                Hold(prepared.Transaction.Id, Read(prepared.Operation));
                break;
            case BranchDecided decided when Role.Find(decided.Id) is { } branch:
                Finish(decided.Id, Read(branch.Operation), decided.Decision);
                break;
        }

        base.Replay(stored);
    }

    // The role's memory is ahead of the state by the decisions that are not durable yet.
    private protected sealed override ParticipantKept Keep()
    {
        var state = Unfinished.Where(f => f.Decision == Decision.Commit).Aggregate(State, (before, finish) => Apply(before, Read(finish.Operation)));
        var written = Write(state!);
        _ = (TState)Read(written); // serializers write things that they cannot read, and the events are deleted
        return base.Keep() with { State = written };
    }

    private protected sealed override void Restore(ParticipantKept kept)
    {
        State = (TState)Read(kept.State ?? throw new InvalidOperationException($"the snapshot of {PersistenceId} has no state, and was taken by something else"));
        foreach (var branch in kept.Branches.Where(b => b.Decision is null))
            Hold(branch.Transaction.Id, Read(branch.Operation));
        base.Restore(kept);
    }

    private string? Conflict(object operation)
    {
        foreach (var key in KeysOf(operation))
        {
            if (HolderOf(key) is { } holder)
                return $"{key} is held by transaction {holder}";
        }

        return null;
    }

    private void Hold(TransactionId id, object operation)
    {
        foreach (var key in KeysOf(operation))
            _held[key] = id;
    }

    private void LetGo(TransactionId id)
    {
        foreach (var key in _held.Where(h => h.Value == id).Select(h => h.Key).ToList())
            _held.Remove(key);
    }
}
