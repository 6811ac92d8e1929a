using Akka.Consensus.Locks;

namespace Akka.Consensus.DistributedLock;

/// <summary>
/// What a handle stands for. Apart from the handle, so that what refers to the one does not keep the other alive: a handle that nobody can reach any more
/// is to be noticed.
/// </summary>
internal abstract class Holding
{
    /// <summary>The lock that is held, with the token that counts.</summary>
    public abstract LockHandle Current { get; }

    /// <summary>Cancelled when it is lost, and not when it is given back.</summary>
    public abstract CancellationToken Lost { get; }

    /// <summary>Sends the release, and waits for a bounded time until it is known to be carried out. Never throws; again is no error.</summary>
    public abstract ValueTask ReleaseAsync();
}

/// <summary>A lock, a permit, or several of them at once.</summary>
internal sealed class PlainHolding(LockHandle held) : Holding
{
    public override LockHandle Current => held;

    public override CancellationToken Lost => held.Lost;

    public override ValueTask ReleaseAsync() => held.DisposeAsync();
}
