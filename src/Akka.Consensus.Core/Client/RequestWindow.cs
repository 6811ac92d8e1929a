using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>
/// The requests of one session: numbers them, sends again what is not answered, and tells the cluster which answers it may forget.
/// </summary>
public sealed class RequestWindow(SessionId session, ClientSettings settings)
{
    private readonly SortedDictionary<long, Pending> _unanswered = [];
    private readonly Queue<Pending> _waiting = new();
    private long _last;

    private sealed class Pending(long sequence, LockRequest body)
    {
        public long Sequence { get; } = sequence;

        public LockRequest Body { get; } = body;

        public TimeSpan SendAt { get; set; }

        /// <summary>Whether it was sent and nothing has been heard of it, not even that it was refused.</summary>
        public bool IsAwaited { get; set; }
    }

    /// <summary>Adds a request.</summary>
    /// <returns>Its number.</returns>
    public long Add(LockRequest body)
    {
        var pending = new Pending(++_last, body);
        _waiting.Enqueue(pending);
        return pending.Sequence;
    }

    /// <summary>An answer came.</summary>
    /// <returns>Whether it is the first to this request.</returns>
    public bool Answer(long sequence) => _unanswered.Remove(sequence);

    /// <summary>Everything unanswered goes out again at the next opportunity: there is a leader to ask.</summary>
    public void SendAllAgain() => Defer(TimeSpan.Zero);

    /// <summary>What is unanswered goes out again at this time, if not before.</summary>
    public void SendAgainBy(TimeSpan at)
    {
        foreach (var pending in _unanswered.Values)
            pending.SendAt = pending.SendAt < at ? pending.SendAt : at;
    }

    /// <summary>Everything unanswered goes out again at this time: something was refused, and which of it nobody says.</summary>
    public void Defer(TimeSpan until)
    {
        foreach (var pending in _unanswered.Values)
        {
            pending.SendAt = until;
            pending.IsAwaited = false;
        }
    }

    /// <summary>Whether something has been asked before and not been answered in time.</summary>
    public bool IsOverdue(TimeSpan now) => _unanswered.Values.Any(p => p.IsAwaited && p.SendAt <= now);

    /// <summary>The commands that should leave now.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="room">How many may be unanswered: the first so many.</param>
    public List<Command> TakeDue(TimeSpan now, int room)
    {
        while (_unanswered.Count < settings.MaxUnanswered && _waiting.TryDequeue(out var next))
            _unanswered.Add(next.Sequence, next);
        var due = new List<Command>();
        var acknowledged = _unanswered.Count > 0 ? _unanswered.First().Key - 1 : _last;
        foreach (var pending in _unanswered.Values.Take(room))
        {
            if (pending.Sequence > acknowledged + SessionTable.Window)
                break;
            if (pending.SendAt > now)
                continue;
            due.Add(new SessionRequest(session, pending.Sequence, acknowledged, pending.Body));
            pending.IsAwaited = true;
            pending.SendAt = now + settings.RetryInterval;
        }

        return due;
    }
}
