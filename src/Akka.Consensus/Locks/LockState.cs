using Akka.Consensus.Core.Client;

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

/// <summary>Why a lock was lost.</summary>
/// <param name="Reason">The kind of loss.</param>
/// <param name="By">Who took it away; null where nobody did.</param>
public sealed record Loss(LossReason Reason, string? By);
