using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Releases a lock whatever token it is shown.</summary>
public sealed class ReleaseWithoutItsToken : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool MayRelease(Owner holder, FencingToken held, SessionId session, FencingToken token) => true;
    }
}

/// <summary>Leaves a cancelled waiter in line.</summary>
public sealed class CancelledWaiterGranted : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool LeaveLine(LinkedList<Owner> line, Owner owner) => false;
    }
}

/// <summary>A new leader counts a session's time from before it led.</summary>
public sealed class TimeToLiveNotRestarted : Variant
{
    public override SessionMonitor NewMonitor() => new Wrong();

    private sealed class Wrong : SessionMonitor
    {
        public override void Elected(TimeSpan now)
        {
            // forgets to
        }
    }
}

/// <summary>Acknowledges a keep-alive after it has proposed the session's end.</summary>
public sealed class ExpiringSessionKept : Variant
{
    public override SessionMonitor NewMonitor() => new Wrong();

    private sealed class Wrong : SessionMonitor
    {
        public override bool IsExpiring(SessionId session) => false;
    }
}

/// <summary>A client counts its deadline from when the answer came.</summary>
public sealed class DeadlineCountedFromTheAnswer : Variant
{
    public override LockClient NewClient(ClientId self, ClientSettings settings, Backoff backoff) => new Wrong(self, settings, backoff);

    private sealed class Wrong(ClientId self, ClientSettings settings, Backoff backoff) : LockClient(self, settings, backoff)
    {
        private readonly ClientSettings _settings = settings;

        protected override SessionKeeper Keep(SessionId session, TimeSpan openSentAt) => new WrongKeeper(session, openSentAt, _settings);
    }

    private sealed class WrongKeeper(SessionId session, TimeSpan openSentAt, ClientSettings settings)
        : SessionKeeper(session, openSentAt, settings)
    {
        protected override TimeSpan Counted(TimeSpan sentAt, TimeSpan answeredAt) => answeredAt;
    }
}
