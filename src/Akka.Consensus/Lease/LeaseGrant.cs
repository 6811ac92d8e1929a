using Akka.Consensus.Locks;

namespace Akka.Consensus.Lease;

/// <summary>One term of a lease: from a grant until it is lost or given back, whichever is first. Thread-safe.</summary>
/// <param name="handle">The lock that was granted.</param>
/// <param name="onLost">Who wants to know of the loss.</param>
internal sealed class LeaseGrant(LockHandle handle, Action<Exception>? onLost)
{
    private Action<Exception>? _onLost = onLost;
    private int _isOver;

    /// <summary>The lock.</summary>
    public LockHandle Handle => handle;

    /// <summary>Whether nobody else can have the lease: compares the handle's deadline with the clock.</summary>
    public bool IsHeld => Volatile.Read(ref _isOver) == 0 && handle.State is LockState.Held or LockState.Suspended;

    /// <summary>The holder has acquired again: if it brings a callback, that one is told from now on.</summary>
    public void Tell(Action<Exception>? onLost)
    {
        if (onLost is not null)
            Volatile.Write(ref _onLost, onLost);
    }

    /// <summary>Ends the term by the holder's own will.</summary>
    /// <returns>False if it is lost already: then the callback is told, now or soon.</returns>
    public bool TryGiveBack() => handle.State != LockState.Lost && Interlocked.Exchange(ref _isOver, 1) == 0;

    /// <summary>Tells the callback when the lock is lost, once. What it throws is handed on: nothing else must suffer from it.</summary>
    public void Watch(Exception reason, Action<Exception> onCallbackFailed) => handle.Lost.UnsafeRegister(_ =>
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
            return;
        try
        {
            Volatile.Read(ref _onLost)?.Invoke(reason);
        }
        catch (Exception failure)
        {
            onCallbackFailed(failure);
        }
    }, null);
}
