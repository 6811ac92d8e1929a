using Akka.Consensus.Locks;

namespace Akka.Consensus.Client;

/// <summary>The session of a client, for those who only want to know of it. Written by its actor. Thread-safe.</summary>
internal sealed class CurrentSession
{
    private SessionLease? _lease;

    /// <summary>Its deadline; null while there is none.</summary>
    public SessionLease? Lease
    {
        set => Volatile.Write(ref _lease, value);
    }

    public SessionState State => Volatile.Read(ref _lease)?.State switch
    {
        LockState.Held => SessionState.Held,
        LockState.Suspended => SessionState.Suspended,
        _ => SessionState.None,
    };
}
