using Akka.Consensus.Client;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>How sure a handle is of its lock.</summary>
public enum LockState
{
    /// <summary>The lock is held.</summary>
    Held,

    /// <summary>Held, but the cluster has not answered for half the time to live: start no new work under it.</summary>
    Suspended,

    /// <summary>Somebody else may have the lock. Final.</summary>
    Lost,

    /// <summary>Given back. Final.</summary>
    Released,
}

/// <summary>
/// A lock that is held. Give it back by disposing of it. Thread-safe.
/// </summary>
/// <remarks>
/// A process may be stopped between looking at a handle and acting on it: whatever must not happen twice should check the
/// <see cref="Token"/> where it happens.
/// </remarks>
public sealed class LockHandle : IAsyncDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private readonly SessionLease _lease;
    private readonly Func<LockHandle, Task> _release;
    private readonly TimeSpan _disposeTimeout;
    private Task? _released;
    private int _isLost;

    internal LockHandle(string name, FencingToken token, long operation, SessionLease lease, Func<LockHandle, Task> release,
        TimeSpan disposeTimeout)
    {
        Name = name;
        Token = token;
        Operation = operation;
        _lease = lease;
        _release = release;
        _disposeTimeout = disposeTimeout;
    }

    /// <summary>The lock's name.</summary>
    public string Name { get; }

    /// <summary>Higher than the token of every grant before it. Stays readable when the lock is lost.</summary>
    public FencingToken Token { get; }

    /// <summary>
    /// Cancelled when the lock is lost: at the client's own deadline, without an answer from anyone. Not cancelled by a release.
    /// Reading it compares the deadline with the clock, so after a pause of the process what is read is cancelled at once; a token that was
    /// read before is cancelled as soon as a thread is free.
    /// </summary>
    public CancellationToken Lost
    {
        get => State == LockState.Lost ? new CancellationToken(canceled: true) : _lost.Token;
    }

    /// <summary>How sure the lock is, now.</summary>
    public LockState State
    {
        get
        {
            if (Volatile.Read(ref _isLost) == 1)
                return LockState.Lost;
            return Volatile.Read(ref _released) is not null ? LockState.Released : _lease.State;
        }
    }

    internal long Operation { get; }

    /// <summary>Gives the lock back; completes when the cluster has taken note, or the lock is lost. Again is no error.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        var mine = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Interlocked.CompareExchange(ref _released, mine.Task.Unwrap(), null);
        if (running is null)
        {
            _lease.Remove(this);
            mine.SetResult(_release(this));
            running = _released!;
        }

        return running.WaitAsync(cancellationToken);
    }

    /// <summary>Gives the lock back. Waits for the cluster a few seconds at most, and never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ReleaseAsync().WaitAsync(_disposeTimeout).ConfigureAwait(false);
        }
        catch (Exception unconfirmed) when (unconfirmed is TimeoutException or OperationCanceledException)
        {
            // the request goes on being sent; at the worst the lock is free when the session ends
        }
    }

    internal void OnLost()
    {
        if (Volatile.Read(ref _released) is not null || Interlocked.Exchange(ref _isLost, 1) == 1)
            return;

        // Callbacks are the application's: they must not hold up the other handles, nor the actor.
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _lost, preferLocal: false);
    }
}
