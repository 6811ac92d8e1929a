using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Lets readers in beside a writer, and a writer beside readers.</summary>
public sealed class ReadersBesideAWriter : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool MayShare(LockMode mode, bool isFree) => isFree || mode == LockMode.Shared;
    }
}

/// <summary>Gives out more permits than there are.</summary>
public sealed class MorePermitsThanThereAre : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool MayShare(LockMode mode, bool isFree) => isFree || mode == LockMode.Permits;
    }
}

/// <summary>Lets owners wait for each other.</summary>
public sealed class DeadlockNotSeen : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool MustRefuse(Owner waiter) => false;
    }
}

/// <summary>Gives a lost lock to the next at once, whatever its holder wished.</summary>
public sealed class LostLockNotKeptBack : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool IsKeptBack(TimeSpan delay) => false;
    }
}

/// <summary>A leader ends the time for which a lost lock is kept back as soon as it learns of it.</summary>
public sealed class DelayEndedAtOnce : Variant
{
    public override DelayMonitor NewDelays() => new Wrong();

    private sealed class Wrong : DelayMonitor
    {
        public override void End(TimeSpan now, Func<FencingToken, bool> end) => base.End(now + TimeSpan.FromDays(1), end);
    }
}
