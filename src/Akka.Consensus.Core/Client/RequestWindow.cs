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

        public bool IsSent { get; set; }
    }

    /// <summary>Adds a request.</summary>
    /// <returns>Its number.</returns>
    public long Add(LockRequest body)
    {
        var pending = new Pending(++_last, body);
        _waiting.Enqueue(pending);
        return pending.Sequence;
    }

    /// <summary>An answer came. A second one changes nothing.</summary>
    public void Answer(long sequence) => _unanswered.Remove(sequence);

    /// <summary>Everything unanswered goes out again at the next opportunity: there is a leader to ask.</summary>
    public void SendAllAgain()
    {
        foreach (var pending in _unanswered.Values)
            pending.SendAt = TimeSpan.Zero;
    }

    /// <summary>What is unanswered goes out again at this time, if not before.</summary>
    public void SendAgainBy(TimeSpan at)
    {
        foreach (var pending in _unanswered.Values)
            pending.SendAt = pending.SendAt < at ? pending.SendAt : at;
    }

    /// <summary>The leader has too much to do: nothing is asked again for a while.</summary>
    public void SlowDown(TimeSpan now)
    {
        foreach (var pending in _unanswered.Values)
            pending.SendAt = now + settings.RetryInterval * 2;
    }

    /// <summary>Whether something has been asked before and not been answered in time.</summary>
    public bool IsOverdue(TimeSpan now) => _unanswered.Values.Any(p => p.IsSent && p.SendAt > TimeSpan.Zero && p.SendAt <= now);

    /// <summary>The commands that should leave now.</summary>
    public List<Command> TakeDue(TimeSpan now)
    {
        while (_unanswered.Count < settings.MaxUnanswered && _waiting.TryDequeue(out var next))
            _unanswered.Add(next.Sequence, next);
        var due = new List<Command>();
        var acknowledged = _unanswered.Count > 0 ? _unanswered.First().Key - 1 : _last;
        foreach (var pending in _unanswered.Values)
        {
            if (pending.Sequence > acknowledged + SessionTable.Window)
                break;
            if (pending.SendAt > now)
                continue;
            due.Add(new SessionRequest(session, pending.Sequence, acknowledged, pending.Body));
            pending.IsSent = true;
            pending.SendAt = now + settings.RetryInterval;
        }

        return due;
    }
}
