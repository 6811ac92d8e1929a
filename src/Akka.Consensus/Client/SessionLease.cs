using System.Collections.Concurrent;
using Akka.Consensus.Actors;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Client;

/// <summary>
/// The deadline of one session, as every handle of it sees it. Whoever looks compares it with the clock, so a handle is right even while
/// the client's actor has not run; and a timer of its own ends the handles on time. Thread-safe.
/// </summary>
internal sealed class SessionLease : IDisposable
{
    private readonly ConcurrentDictionary<long, LockHandle> _handles = new();
    private readonly Timer _timer;
    private long _deadline;
    private long _suspendedFrom;
    private int _isLost;
    private int _wasSuspended;

    public SessionLease(SessionId session, TimeSpan deadline, TimeSpan suspendedFrom)
    {
        Session = session;
        _timer = new Timer(static lease => ((SessionLease)lease!).CheckAndWait(), this, Timeout.Infinite, Timeout.Infinite);
        Extend(deadline, suspendedFrom);
        CheckAndWait();
    }

    /// <summary>How many locks are held by it, now.</summary>
    public int CountHeld() => _handles.Count(h => h.Value.State is LockState.Held or LockState.Suspended);

    /// <summary>The session.</summary>
    public SessionId Session { get; }

    public LockState State
    {
        get
        {
            var now = Clock.Now.Ticks;
            if (Volatile.Read(ref _isLost) == 1)
                return LockState.Lost;
            if (now < Interlocked.Read(ref _deadline))
                return now < Interlocked.Read(ref _suspendedFrom) ? LockState.Held : LockState.Suspended;
            Lose();
            return LockState.Lost;
        }
    }

    /// <summary>Whether the session is lost. Final, whatever the cluster says later.</summary>
    public bool IsLost => State == LockState.Lost;

    public void Extend(TimeSpan deadline, TimeSpan suspendedFrom)
    {
        Interlocked.Exchange(ref _suspendedFrom, suspendedFrom.Ticks);
        Interlocked.Exchange(ref _deadline, deadline.Ticks);
        if (Volatile.Read(ref _wasSuspended) == 1 && State == LockState.Held)
            Announce(isSuspended: false);
    }

    public LockHandle? Find(long operation) => _handles.GetValueOrDefault(operation);

    public void Add(LockHandle handle)
    {
        _handles[handle.Operation] = handle;
        if (Volatile.Read(ref _isLost) == 1)
            handle.OnLost(LossReason.SessionEnded, by: null);
    }

    public void Remove(LockHandle handle) => _handles.TryRemove(handle.Operation, out _);

    /// <summary>The session is lost, once and for all.</summary>
    public void Lose()
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 1)
            return;
        LetGo();
        Dispose();
    }

    /// <summary>Nothing is held in it any more, though it is still to be closed.</summary>
    public void LetGo()
    {
        foreach (var handle in _handles.Values)
            handle.OnLost(LossReason.SessionEnded, by: null);
    }

    public void Dispose() => _timer.Dispose();

    private void CheckAndWait()
    {
        var state = State;
        if (state == LockState.Lost)
            return;
        Announce(state == LockState.Suspended);
        var next = state == LockState.Suspended ? Interlocked.Read(ref _deadline) : Interlocked.Read(ref _suspendedFrom);
        var left = new TimeSpan(next) - Clock.Now;
        try
        {
            _timer.Change(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // lost meanwhile: nothing is left to wait for
        }
    }

    private void Announce(bool isSuspended)
    {
        if (Interlocked.Exchange(ref _wasSuspended, isSuspended ? 1 : 0) == (isSuspended ? 1 : 0))
            return;
        foreach (var handle in _handles.Values)
            handle.OnChanged();
        if (!isSuspended)
            CheckAndWait();
    }
}
