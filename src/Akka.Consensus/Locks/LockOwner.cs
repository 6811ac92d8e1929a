using System.Collections.Concurrent;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Locks;

/// <summary>
/// In whose name locks are held. Acquires of one owner do not exclude each other: what it has it gets again, with the same token, up to
/// 64 times, and each handle is given back by itself. Owners are told apart by this object, never by a thread or an async flow. Thread-safe.
/// </summary>
/// <remarks>
/// Deadlocks are found among owners: an acquire without one holds nothing while it waits, as far as anybody knows. An owner that has lost a lock gets none
/// any more, for what it did under that lock may not be what it believes.
/// </remarks>
public sealed class LockOwner
{
    private static long _last;

    private readonly ConcurrentDictionary<long, LockHandle> _handles = new();
    private int _hasLost;

    /// <summary>Its number within the process, for people.</summary>
    public long Id { get; } = Interlocked.Increment(ref _last);

    /// <summary>Whether it has lost a lock: it gets none any more.</summary>
    public bool HasLost
    {
        get
        {
            if (Volatile.Read(ref _hasLost) == 0 && _handles.Values.Any(h => h.State == LockState.Lost))
                Interlocked.Exchange(ref _hasLost, 1);
            return Volatile.Read(ref _hasLost) == 1;
        }
    }

    /// <summary>The session in which it holds something; null if it holds nothing.</summary>
    internal SessionId? Session => _handles.Values.FirstOrDefault()?.Session;

    internal void Add(LockHandle handle) => _handles[handle.Operation] = handle;

    internal void Remove(LockHandle handle)
    {
        if (handle.State == LockState.Lost)
            Interlocked.Exchange(ref _hasLost, 1);
        _handles.TryRemove(handle.Operation, out _);
    }
}
