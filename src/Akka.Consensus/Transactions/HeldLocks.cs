using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Transactions;

/// <summary>The locks that one life of a participant holds. Given back when it ends, also those that come after. Thread-safe.</summary>
internal sealed class HeldLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TransactionId, LockHandle> _handles = [];
    private bool _isClosed;

    /// <summary>Locks were acquired.</summary>
    /// <param name="id">For which transaction.</param>
    /// <param name="handle">The locks.</param>
    /// <param name="lost">Called, on any thread, if they are lost before they are taken out.</param>
    public void Add(TransactionId id, LockHandle handle, Action lost)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _handles.Add(id, handle);
                handle.Lost.Register(lost);
                return;
            }
        }

        _ = handle.DisposeAsync().AsTask();
    }

    /// <summary>Whether the locks of a transaction are held for sure.</summary>
    public bool IsHeld(TransactionId id)
    {
        lock (_gate)
            return _handles.TryGetValue(id, out var handle) && handle.State == LockState.Held;
    }

    /// <summary>Takes out the locks of a transaction, to give them back; null if there are none.</summary>
    public LockHandle? Take(TransactionId id)
    {
        lock (_gate)
            return _handles.Remove(id, out var handle) ? handle : null;
    }

    /// <summary>Gives all of them back.</summary>
    public void Close()
    {
        List<LockHandle> handles;
        lock (_gate)
        {
            _isClosed = true;
            handles = [.. _handles.Values];
            _handles.Clear();
        }

        foreach (var handle in handles)
            _ = handle.DisposeAsync().AsTask();
    }
}
