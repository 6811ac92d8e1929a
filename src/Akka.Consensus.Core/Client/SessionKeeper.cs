using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>
/// The client's own view of its session: until when it certainly lives. The deadline counts from the moment the last acknowledged
/// keep-alive was <em>sent</em>, so the client lets go before the cluster takes away, whatever the network did in between.
/// </summary>
/// <remarks>Gray and Cheriton, "Leases" (SOSP 1989), §2; nothing is assumed of clocks but a bound on how much their rates differ.</remarks>
public class SessionKeeper
{
    private readonly ClientSettings _settings;
    private readonly Queue<(long Number, TimeSpan SentAt)> _unacknowledged = new();
    private TimeSpan _nextAt;
    private long _number;

    /// <summary>A session that was opened by a request sent at <paramref name="openSentAt"/>.</summary>
    public SessionKeeper(SessionId session, TimeSpan openSentAt, ClientSettings settings)
    {
        _settings = settings;
        Session = session;
        HeardAt = openSentAt;
        _nextAt = openSentAt + settings.KeepAliveInterval;
    }

    /// <summary>The session.</summary>
    public SessionId Session { get; }

    /// <summary>When the last acknowledged message was sent.</summary>
    public TimeSpan HeardAt { get; private set; }

    /// <summary>From this moment on the session counts as lost, without asking anyone.</summary>
    public TimeSpan Deadline => HeardAt + _settings.SessionTimeToLive * (1 - 2 * _settings.ClockDrift);

    /// <summary>From this moment on no new work should start under the session's locks.</summary>
    public TimeSpan SuspendedFrom => HeardAt + _settings.SessionTimeToLive / 2;

    /// <summary>The next keep-alive, if it is time for one.</summary>
    public KeepAlive? Next(TimeSpan now, ClientId client, Func<IReadOnlyList<long>> waiting)
    {
        if (now < _nextAt)
            return null;
        _number++;
        _unacknowledged.Enqueue((_number, now));
        if (_unacknowledged.Count > 64)
            _unacknowledged.Dequeue();
        _nextAt = now + _settings.RetryInterval;
        return new KeepAlive(client, Session, _number, waiting());
    }

    /// <summary>Whether the last keep-alive has waited for its answer longer than it should: the node that was asked may be gone.</summary>
    public bool IsOverdue(TimeSpan now) =>
        _unacknowledged.TryPeek(out var oldest) && now - oldest.SentAt >= _settings.RetryInterval;

    /// <summary>A keep-alive was acknowledged.</summary>
    public void Acknowledge(TimeSpan now, long number)
    {
        while (_unacknowledged.TryPeek(out var oldest) && oldest.Number <= number)
        {
            _unacknowledged.Dequeue();
            if (oldest.Number == number)
                HeardAt = Max(HeardAt, Counted(oldest.SentAt, now));
        }

        if (_unacknowledged.Count == 0)
            _nextAt = HeardAt + _settings.KeepAliveInterval;
    }

    /// <summary>The moment from which an acknowledged keep-alive counts.</summary>
    protected virtual TimeSpan Counted(TimeSpan sentAt, TimeSpan answeredAt) => sentAt;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left >= right ? left : right;
}
