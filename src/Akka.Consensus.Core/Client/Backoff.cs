namespace Akka.Consensus.Core.Client;

/// <summary>
/// How a client gives way to a leader that has too much to do. It leaves it alone for a while: twice as long each time that nothing was taken on, up to
/// a bound; half of it by chance, so that clients that were refused together do not come back together. And it asks for no more at a time
/// than was taken on before, or half as much if nothing was; for one more when all that have been answered. Not thread-safe.
/// </summary>
/// <remarks>
/// Exponential backoff with equal jitter (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015), and the additive increase of Jacobson,
/// "Congestion Avoidance and Control" (SIGCOMM 1988). Each client has a seed for itself.
/// </remarks>
public class Backoff(ClientSettings settings, ulong seed)
{
    private const int MaxDoublings = 30;

    private readonly SeededRandom _random = new(seed);
    private int _doublings;
    private int _answers;

    /// <summary>How many requests may be unanswered now.</summary>
    public int Room { get; private set; } = settings.MaxUnanswered;

    /// <summary>Until when nothing new is asked of the leader, and nothing again.</summary>
    public TimeSpan Until { get; private set; }

    /// <summary>Whether refusals outweigh answers of late.</summary>
    public bool IsRefused => _doublings > 0;

    /// <summary>Whether the leader is left alone now.</summary>
    public bool IsHolding(TimeSpan now) => now < Until;

    /// <summary>The leader refused something. All that was sent before counts as refused once.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="taken">How much it took on all the same.</param>
    /// <returns>Whether the wait began anew.</returns>
    public bool Refuse(TimeSpan now, int taken)
    {
        if (IsHolding(now))
            return false;
        if (taken > 0)
            _doublings = 0;
        Room = Math.Clamp(taken > 0 ? taken : Room / 2, 1, Room);
        _answers = 0;
        Until = now + Wait(_doublings);
        _doublings = Math.Min(_doublings + 1, MaxDoublings);
        return true;
    }

    /// <summary>The leader answered: the next wait is shorter again.</summary>
    /// <param name="count">How many requests were answered.</param>
    public void Answer(int count)
    {
        _doublings = Math.Max(0, _doublings - 1);
        if (Room == settings.MaxUnanswered)
            return;
        for (_answers += count; _answers >= Room && Room < settings.MaxUnanswered; Room++)
            _answers -= Room;
    }

    /// <summary>The wait after a refusal.</summary>
    protected virtual TimeSpan Wait(int doublings)
    {
        var longest = Math.Min(settings.MaxBackoff.Ticks, settings.MinBackoff.Ticks * Math.Pow(2, doublings));
        return TimeSpan.FromTicks((long)(longest / 2 + longest / 2 * _random.NextFraction()));
    }
}
