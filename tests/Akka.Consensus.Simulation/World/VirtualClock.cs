namespace Akka.Consensus.Simulation.World;

/// <summary>A monotonic clock with an origin and a rate of its own. Integers only, so that every machine counts alike.</summary>
/// <param name="origin">What it showed when the run began, in microseconds.</param>
/// <param name="drift">How much faster than real it runs, in parts per million.</param>
public sealed class VirtualClock(long origin, long drift)
{
    private const long Million = 1_000_000;

    public TimeSpan At(long real) => new((origin + real + real * drift / Million) * TimeSpan.TicksPerMicrosecond);

    /// <summary>How long, in real microseconds, this clock takes for so many of its own.</summary>
    public long Real(long microseconds) => microseconds * Million / (Million + drift);
}
