namespace Akka.Consensus.DistributedLock;

/// <summary>What may be a timeout: as everywhere else in DistributedLock.</summary>
internal static class Timeouts
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Null and <see cref="Timeout.InfiniteTimeSpan"/> are without an end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than <see cref="int.MaxValue"/> milliseconds.</exception>
    public static void Check(TimeSpan? timeout)
    {
        if (timeout is { } given && given != Timeout.InfiniteTimeSpan && (given < TimeSpan.Zero || given > Longest))
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), given,
                $"a timeout is from 0 to {int.MaxValue} ms, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}");
        }
    }
}
