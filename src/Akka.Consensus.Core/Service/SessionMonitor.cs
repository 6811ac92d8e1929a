using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>The leader's watch over the sessions: whose time to live has passed since it was last heard, or since the leader was elected.</summary>
/// <remarks>
/// Keep-alives do not enter the log, so a new leader starts a session's time anew: the session lives longer then, never shorter (L5). Lest leaders that
/// follow one another soon let a dead one live for ever, a leader that has not heard of a session for a part of its time to live notes that in the log,
/// once. From then on no leader acknowledges a keep-alive of it before the log has taken that back; so each node knows, when it comes to lead, that the silence
/// has lasted since it learned of it, by its own clock. (etcd writes its leases' remaining time into the log for the same reason.) Not thread-safe.
/// </remarks>
public class SessionMonitor
{
    private readonly SortedDictionary<SessionId, Watch> _sessions = [];
    private bool _hasWhole;

    private sealed class Watch(TimeSpan timeToLive, TimeSpan now)
    {
        public TimeSpan TimeToLive { get; } = timeToLive;

        /// <summary>Since when this leader has not heard of it.</summary>
        public TimeSpan SilentFrom { get; set; } = now;

        public TimeSpan Deadline { get; set; } = now + timeToLive;

        /// <summary>What the log says.</summary>
        public Silence Silence { get; set; }

        /// <summary>When its time has passed by what the log says, whoever leads, if it lasts.</summary>
        public TimeSpan LoggedDeadline { get; set; }

        /// <summary>Whether its silence was proposed in this ballot, and is not in the log yet.</summary>
        public bool IsNoting { get; set; }

        public bool IsExpiring { get; set; }
    }

    /// <summary>Up to where the log's sessions are known here.</summary>
    public LogIndex UpTo { get; private set; }

    /// <summary>Takes note of what the learner applied.</summary>
    /// <remarks>
    /// A learner that has restarted applies the log from its beginning again: what it tells until it has caught up is known here already, and of
    /// sessions that may have ended since. And changes alone are of no use before the whole that they change.
    /// </remarks>
    public void Note(TimeSpan now, Applied applied)
    {
        if (applied.IsWhole ? applied.UpTo < UpTo : !_hasWhole)
            return;
        if (applied.IsWhole)
        {
            _hasWhole = true;
            var open = applied.Opened.Select(s => s.Session).ToHashSet();
            foreach (var gone in _sessions.Keys.Where(s => !open.Contains(s)).ToList())
                _sessions.Remove(gone);
        }

        foreach (var view in applied.Opened)
        {
            if (applied.IsWhole || view.Session.Value > UpTo.Value)
                _sessions.TryAdd(view.Session, new Watch(view.TimeToLive, now));
            if (_sessions.TryGetValue(view.Session, out var watch) && view.Silence.At > watch.Silence.At)
                Learn(now, watch, view.Silence);
        }

        foreach (var session in applied.Ended)
            _sessions.Remove(session);
        UpTo = LogIndex.Max(UpTo, applied.UpTo);
    }

    /// <summary>This node has become the leader: it has heard nobody before, and knows what the log says.</summary>
    public virtual void Elected(TimeSpan now)
    {
        foreach (var watch in _sessions.Values)
        {
            watch.SilentFrom = now;
            watch.Deadline = watch.Silence.Lasts ? watch.LoggedDeadline : now + watch.TimeToLive;
            watch.IsNoting = watch.IsExpiring = false;
        }
    }

    /// <summary>A keep-alive came. It counts even if it is never acknowledged.</summary>
    public void Hear(TimeSpan now, SessionId session)
    {
        if (!_sessions.TryGetValue(session, out var watch))
            return;
        watch.SilentFrom = now;
        watch.Deadline = now + watch.TimeToLive;
    }

    /// <summary>Whether the session is open.</summary>
    public virtual bool IsOpen(SessionId session) => _sessions.ContainsKey(session);

    /// <summary>Whether the log says that it is silent, or is about to: then no keep-alive is acknowledged before that is taken back.</summary>
    public virtual bool IsSilent(SessionId session) => _sessions.TryGetValue(session, out var watch) && (watch.IsNoting || watch.Silence.Lasts);

    /// <summary>Whether its end has been proposed: then no keep-alive is acknowledged any more.</summary>
    public virtual bool IsExpiring(SessionId session) => _sessions.TryGetValue(session, out var watch) && watch.IsExpiring;

    /// <summary>
    /// Calls <paramref name="note"/> for each session that has been silent for half its time to live, or for <paramref name="longest"/> if that is shorter, and
    /// of which the log does not know, until that returns false.
    /// </summary>
    public virtual void Note(TimeSpan now, TimeSpan longest, Func<SessionId, TimeSpan, bool> note)
    {
        foreach (var (session, watch) in _sessions)
        {
            var length = now - watch.SilentFrom;
            if (watch.IsNoting || watch.Silence.Lasts || watch.IsExpiring || length < longest && length < watch.TimeToLive / 2)
                continue;
            if (!note(session, length))
                return;
            watch.IsNoting = true;
        }
    }

    /// <summary>Calls <paramref name="expire"/> for each session whose time has passed, until that returns false.</summary>
    public virtual void Expire(TimeSpan now, Func<SessionId, bool> expire)
    {
        foreach (var (session, watch) in _sessions)
        {
            if (watch.IsExpiring || now < watch.Deadline)
                continue;
            if (!expire(session))
                return;
            watch.IsExpiring = true;
        }
    }

    /// <summary>The log says something new of a session's silence.</summary>
    private static void Learn(TimeSpan now, Watch watch, Silence silence)
    {
        watch.Silence = silence;
        watch.LoggedDeadline = now + watch.TimeToLive - silence.Length;
        if (!silence.Lasts)
            watch.Deadline = now + watch.TimeToLive;
        else if (!watch.IsNoting && watch.LoggedDeadline < watch.Deadline)
            watch.Deadline = watch.LoggedDeadline;
        watch.IsNoting = false;
    }
}
