using System.Diagnostics;

namespace Akka.Consensus.Actors;

/// <summary>The monotonic clock of this process. Its origin means nothing.</summary>
internal static class Clock
{
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0, Stopwatch.GetTimestamp());
}
