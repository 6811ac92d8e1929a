using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Service;

/// <summary>The leader's watch over locks that are kept back after a loss: whose time has passed since the leader learned of it, or was elected.</summary>
/// <remarks>As with sessions, a new leader starts each time anew: a lock is kept back for longer then, never for less. Not thread-safe.</remarks>
public class DelayMonitor
{
    private readonly SortedDictionary<FencingToken, Watch> _delays = [];

    private sealed class Watch(TimeSpan duration, TimeSpan deadline)
    {
        public TimeSpan Duration { get; } = duration;

        public TimeSpan Deadline { get; set; } = deadline;

        public bool IsEnding { get; set; }
    }

    /// <summary>Takes note of the locks that are kept back now.</summary>
    public void Note(TimeSpan now, IReadOnlyList<LockDelay> delays)
    {
        var known = delays.Select(d => d.Token).ToHashSet();
        foreach (var over in _delays.Keys.Where(d => !known.Contains(d)).ToList())
            _delays.Remove(over);
        foreach (var delay in delays)
            _delays.TryAdd(delay.Token, new Watch(delay.Duration, now + delay.Duration));
    }

    /// <summary>This node has become the leader.</summary>
    public void Elected(TimeSpan now)
    {
        foreach (var watch in _delays.Values)
        {
            watch.Deadline = now + watch.Duration;
            watch.IsEnding = false;
        }
    }

    /// <summary>Calls <paramref name="end"/> for each lock whose time has passed, until that returns false.</summary>
    public virtual void End(TimeSpan now, Func<FencingToken, bool> end)
    {
        foreach (var (token, watch) in _delays)
        {
            if (watch.IsEnding || now < watch.Deadline)
                continue;
            if (!end(token))
                return;
            watch.IsEnding = true;
        }
    }
}
