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
        protected override Owner Releasing(SessionId session, Release request) => HoldersOf(request.Name).FirstOrDefault().Owner;

        protected override bool MayRelease(FencingToken held, FencingToken shown) => true;
    }
}

/// <summary>Leaves a cancelled waiter in line.</summary>
public sealed class CancelledWaiterGranted : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override bool MayLeave(Owner waiter) => false;
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

        // That its silence is in the log would stop it, too.
        public override bool IsSilent(SessionId session) => base.IsSilent(session) && !base.IsExpiring(session);
    }
}

/// <summary>Acknowledges a keep-alive of a session whose silence stands in the log, where another leader may count it.</summary>
public sealed class SilenceNotTakenBack : Variant
{
    public override SessionMonitor NewMonitor() => new Wrong();

    private sealed class Wrong : SessionMonitor
    {
        public override bool IsSilent(SessionId session) => false;
    }
}

/// <summary>Notes no session's silence: each leader begins to wait anew.</summary>
public sealed class SilenceNotNoted : Variant
{
    public override SessionMonitor NewMonitor() => new Wrong();

    private sealed class Wrong : SessionMonitor
    {
        public override void Note(TimeSpan now, TimeSpan longest, Func<SessionId, TimeSpan, bool> note)
        {
            // forgets to
        }
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

/// <summary>Counts tokens from the beginning again when no lock is held.</summary>
public sealed class TokenRestarted : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        private long _number;

        protected override FencingToken NextToken(LogIndex index)
        {
            _number = View(null, "").Any() ? _number + 1 : 1;
            return FencingToken.Of(0, _number);
        }
    }
}

/// <summary>A leader calls a session ended when its time has passed, and writes nothing of it into the log.</summary>
public sealed class ExpiryOutsideTheLog : Variant
{
    public override SessionMonitor NewMonitor() => new Wrong();

    private sealed class Wrong : SessionMonitor
    {
        private readonly HashSet<SessionId> _expired = [];

        public override bool IsOpen(SessionId session) => base.IsOpen(session) && !_expired.Contains(session);

        public override void Expire(TimeSpan now, Func<SessionId, bool> expire) => base.Expire(now, _expired.Add);
    }
}

/// <summary>An acquire that is sent again goes to the end of the line.</summary>
public sealed class OrderLostOnARetry : Variant
{
    public override SessionTable NewTable(TableLimits limits) => new Wrong(NewLocks(limits));

    private sealed class Wrong(LockTable locks) : SessionTable(locks)
    {
        protected override LockAnswer Repeat(LogIndex index, SessionRequest request, LockAnswer first)
        {
            if (request.Body is not Acquire acquire || first is not Queued)
                return first;
            if (Locks.Cancel(index, request.Session, new CancelAcquire(acquire.Name, request.Sequence)) is Cancelled)
                Locks.Acquire(index, new Owner(request.Session, request.Sequence), acquire, _ => "");
            return first;
        }
    }
}
