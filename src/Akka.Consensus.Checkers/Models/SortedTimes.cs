namespace Akka.Consensus.Checkers.Models;

/// <summary>Binary search.</summary>
internal static class SortedTimes
{
    /// <summary>How many come before a time.</summary>
    public static int CountBefore(this long[] times, long time) => times.CountWhile(t => t < time);

    /// <summary>How many come before a time or at it.</summary>
    public static int CountUpTo(this long[] times, long time) => times.CountWhile(t => t <= time);

    private static int CountWhile(this long[] times, Func<long, bool> isLow)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isLow(times[middle]))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
