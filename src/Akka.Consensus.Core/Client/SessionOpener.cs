using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>
/// Asks for a session until one is opened. Each attempt has a number of its own: the session's time counts from when the attempt was sent
/// that was carried out. Not thread-safe.
/// </summary>
internal sealed class SessionOpener(ClientId self, ClientSettings settings)
{
    private const int MaxRemembered = 64;

    private readonly Queue<(long Nonce, TimeSpan SentAt)> _attempts = new();
    private TimeSpan _nextAt;
    private long _nonce;

    /// <summary>Whether an attempt has no answer yet: should it be overdue, another node may know better.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>The next attempt, if it is time for one.</summary>
    public OpenSession? Next(TimeSpan now)
    {
        if (now < _nextAt)
            return null;
        _attempts.Enqueue((++_nonce, now));
        if (_attempts.Count > MaxRemembered)
            _attempts.Dequeue();
        _nextAt = now + settings.RetryInterval;
        IsAwaited = true;
        return new OpenSession(self, _nonce, settings.SessionTimeToLive);
    }

    /// <summary>When an attempt was sent; null if it is none of this client's, or long ago.</summary>
    public TimeSpan? SentAt(long nonce) =>
        _attempts.Select(a => ((long Nonce, TimeSpan SentAt)?)a).FirstOrDefault(a => a!.Value.Nonce == nonce)?.SentAt;

    /// <summary>The next attempt is made at this time, if not before.</summary>
    public void AskAgainBy(TimeSpan at) => _nextAt = _nextAt < at ? _nextAt : at;

    /// <summary>The attempt was refused: the next is made at this time.</summary>
    public void Refuse(TimeSpan until)
    {
        _nextAt = until;
        IsAwaited = false;
    }

    /// <summary>A session is open. When it ends, another may be asked for at once.</summary>
    public void Done(TimeSpan now)
    {
        _attempts.Clear();
        _nextAt = now;
        IsAwaited = false;
    }
}
