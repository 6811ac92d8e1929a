using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>The leader's watch over the sessions: whose time to live has passed since it was last heard, or since the leader was elected.</summary>
/// <remarks>
/// Nothing here enters the log but the expiry itself, so a new leader starts every session's time anew: a session lives longer then,
/// never shorter (L5). Not thread-safe.
/// </remarks>
public class SessionMonitor
{
    private readonly SortedDictionary<SessionId, Watch> _sessions = [];
    private bool _hasWhole;

    private sealed class Watch(TimeSpan timeToLive, TimeSpan deadline)
    {
        public TimeSpan TimeToLive { get; } = timeToLive;

        public TimeSpan Deadline { get; set; } = deadline;

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

        foreach (var view in applied.Opened.Where(s => applied.IsWhole || s.Session.Value > UpTo.Value))
            _sessions.TryAdd(view.Session, new Watch(view.TimeToLive, now + view.TimeToLive));
        foreach (var session in applied.Ended)
            _sessions.Remove(session);
        UpTo = LogIndex.Max(UpTo, applied.UpTo);
    }

    /// <summary>This node has become the leader: it has heard nobody before.</summary>
    public virtual void Elected(TimeSpan now)
    {
        foreach (var watch in _sessions.Values)
        {
            watch.Deadline = now + watch.TimeToLive;
            watch.IsExpiring = false;
        }
    }

    /// <summary>A keep-alive came. It counts even if it is never acknowledged.</summary>
    public void Hear(TimeSpan now, SessionId session)
    {
        if (_sessions.TryGetValue(session, out var watch))
            watch.Deadline = now + watch.TimeToLive;
    }

    /// <summary>Whether the session is open.</summary>
    public virtual bool IsOpen(SessionId session) => _sessions.ContainsKey(session);

    /// <summary>Whether its end has been proposed: then no keep-alive is acknowledged any more.</summary>
    public virtual bool IsExpiring(SessionId session) => _sessions.TryGetValue(session, out var watch) && watch.IsExpiring;

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
}
