using System.Diagnostics;

namespace Akka.Consensus.Checkers.Search;

/// <summary>What is left of the limits of one check. Shared by the searches of all its keys.</summary>
internal sealed class Budget
{
    private readonly CheckLimits _limits;
    private readonly long _start;
    private long _reserved;

    public Budget(CheckLimits limits)
        : this(limits, Stopwatch.GetTimestamp())
    {
    }

    private Budget(CheckLimits limits, long start) => (_limits, _start) = (limits, start);

    public bool IsOutOfTime => Stopwatch.GetElapsedTime(_start) >= _limits.Time;

    /// <summary>The same time, but so much memory, which does not count here.</summary>
    public Budget With(long memory) => new(_limits with { Memory = memory }, _start);

    /// <summary>Whether so many bytes more may be used; they then count as used.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _reserved, bytes) <= _limits.Memory)
            return true;
        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _reserved, -bytes);
}
