using System.Runtime.CompilerServices;
using Akka.Consensus.Actors;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Telemetry;

namespace Akka.Consensus.Locks;

/// <summary>
/// A lock that is held; or several that were taken together. Give it back by disposing of it. Thread-safe.
/// </summary>
/// <remarks>
/// A process may be stopped between looking at a handle and acting on it: whatever must not happen twice should check the
/// <see cref="Token"/> where it happens.
/// </remarks>
public sealed class LockHandle : IAsyncDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private readonly SessionLease _lease;
    private readonly HandleActions _actions;
    private readonly TimeSpan? _holdUntil;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _released;
    private Loss? _loss;

    internal LockHandle(AcquireCall call, Acquired acquired, SessionLease lease, HandleActions actions)
    {
        var request = call.Request;
        Name = request.Name;
        Mode = request.Mode;
        Token = acquired.Token;
        Tokens = request.Demands.Select(d => d.Name).Zip(acquired.Others.Prepend(acquired.Token), KeyValuePair.Create).ToDictionary();
        Message = acquired.Note;
        Owner = call.Owner;
        Operation = call.Operation;
        Request = new RequestId(acquired.Session.Value, acquired.Sequence);
        _lease = lease;
        _actions = actions;
        _holdUntil = Clock.Now + call.Terms.MaxHold;
    }

    /// <summary>The lock's name; of several locks, the first one's.</summary>
    public string Name { get; }

    /// <summary>What is held of it.</summary>
    public LockMode Mode { get; }

    /// <summary>Higher than the token of every grant before it. Stays readable when the lock is lost. Of several locks, the first one's.</summary>
    public FencingToken Token { get; }

    /// <summary>The token of each lock that was taken, by its name: each resource must be shown the token of its own lock.</summary>
    public IReadOnlyDictionary<string, FencingToken> Tokens { get; }

    /// <summary>What whoever held the lock before had to say when giving it back; null for nothing.</summary>
    public string? Message { get; }

    /// <summary>The owner: what is acquired for it again does not wait for this handle.</summary>
    public LockOwner Owner { get; }

    /// <summary>The request by which it was acquired, for <see cref="IReplicatedLocks.ResolveAsync"/>.</summary>
    public RequestId Request { get; }

    /// <summary>
    /// Cancelled when the lock is lost: at the client's own deadline, without an answer from anyone. Not cancelled by a release.
    /// Reading it compares the deadline with the clock, so after a pause of the process what is read is cancelled at once; a token that was
    /// read before is cancelled as soon as a thread is free.
    /// </summary>
    public CancellationToken Lost
    {
        get => State == LockState.Lost ? new CancellationToken(canceled: true) : _lost.Token;
    }

    /// <summary>Why the lock was lost; null if it was not.</summary>
    public Loss? Loss => State == LockState.Lost ? Volatile.Read(ref _loss) : null;

    /// <summary>How sure the lock is, now.</summary>
    public LockState State
    {
        get
        {
            if (Volatile.Read(ref _loss) is not null)
                return LockState.Lost;
            if (Volatile.Read(ref _released) is not null)
                return LockState.Released;
            if (_holdUntil is { } end && Clock.Now >= end)
                OnLost(LossReason.HeldTooLong, by: null);
            else if (_lease.State is var state && state != LockState.Lost)
                return state;
            else
                OnLost(LossReason.SessionEnded, by: null);
            return Volatile.Read(ref _loss) is null ? LockState.Released : LockState.Lost;
        }
    }

    internal long Operation { get; }

    internal SessionId Session => _lease.Session;

    /// <summary>
    /// The states of the handle as they follow one another, beginning with the present one; it ends after <see cref="LockState.Lost"/> or
    /// <see cref="LockState.Released"/>. What it says is so when it says it: states that came and went while nobody asked are left out.
    /// </summary>
    public async IAsyncEnumerable<LockState> StatesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LockState? last = null;
        while (last is not (LockState.Lost or LockState.Released))
        {
            var changed = Volatile.Read(ref _changed).Task;
            var state = State;
            if (state == last)
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            else
                yield return state;
            last = state;
        }
    }

    /// <summary>
    /// Asks the cluster whether the lock is still held (a linearizable read). What it says was so when a quorum was asked; only the
    /// <see cref="Token"/> protects a resource from then on.
    /// </summary>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    public async Task<bool> ConfirmAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (State is LockState.Lost or LockState.Released)
            return false;
        var outcome = await _actions.Resolve(Request, timeout, cancellationToken).ConfigureAwait(false);
        return outcome.State == RequestState.Held && outcome.Token == Token && State is LockState.Held or LockState.Suspended;
    }

    /// <summary>
    /// Acquires all of a lock of which this handle has a part, before all who wait for it. Until that is granted, and after it is given back, this handle keeps
    /// its part. Two who share a lock cannot both do so: the second gets a <see cref="DeadlockException"/> and should give its part back.
    /// </summary>
    /// <returns>A handle with a token of its own: use that one while it is held. Null if others still have a part after the timeout.</returns>
    /// <exception cref="DeadlockException">Another owner that has a part wants all of it as well.</exception>
    /// <exception cref="LockLostException">This handle is lost.</exception>
    public Task<LockHandle?> TryUpgradeAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _actions.Upgrade(this, timeout, cancellationToken);

    /// <summary>Gives the lock back; completes when the cluster has taken note, or the lock is lost. Again is no error.</summary>
    /// <param name="cancellationToken">Ends the wait, and not the release.</param>
    public Task ReleaseAsync(CancellationToken cancellationToken = default) => ReleaseOnce(message: null).WaitAsync(cancellationToken);

    /// <summary>Gives the lock back with a word to whoever has it next, if somebody waits for it.</summary>
    /// <param name="message">At most 1024 characters; the next holder finds it in <see cref="Message"/>. It is not kept for anybody else.</param>
    /// <param name="cancellationToken">Ends the wait, and not the release.</param>
    public Task ReleaseAsync(string message, CancellationToken cancellationToken = default)
    {
        LockOptions.CheckText(message, nameof(message));
        return ReleaseOnce(message).WaitAsync(cancellationToken);
    }

    /// <summary>Gives the lock back. Waits for the cluster a few seconds at most, and never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ReleaseAsync().WaitAsync(_actions.DisposeTimeout).ConfigureAwait(false);
        }
        catch (Exception unconfirmed) when (unconfirmed is TimeoutException or OperationCanceledException)
        {
            // the request goes on being sent; at the worst the lock is free when the session ends
        }
    }

    private Task ReleaseOnce(string? message)
    {
        // A lock whose time has passed is lost, though nobody has looked yet: it must not look as if it had been given back.
        _ = State;
        var mine = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _released, mine.Task.Unwrap(), null) is { } running)
            return running;
        _lease.Remove(this);
        Owner.Remove(this);
        OnChanged();
        mine.SetResult(_actions.Release(this, message));
        return _released;
    }

    internal void OnLost(LossReason reason, string? by)
    {
        if (Volatile.Read(ref _released) is not null || Interlocked.CompareExchange(ref _loss, new Loss(reason, by), null) is not null)
            return;
        ClientInstruments.LockLost(reason, _actions.Group);
        OnChanged();

        // Callbacks are the application's: they must not hold up the other handles, nor the actor.
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _lost, preferLocal: false);
    }

    internal void OnChanged() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
