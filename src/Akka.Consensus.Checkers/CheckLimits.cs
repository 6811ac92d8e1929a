namespace Akka.Consensus.Checkers;

/// <summary>How much a check may cost. A check that would cost more answers <see cref="Verdict.Unknown"/>.</summary>
/// <param name="Time">Of the wall clock, for all keys together.</param>
/// <param name="Memory">In bytes: what a search may remember of where it has been, for all keys together.</param>
public sealed record CheckLimits(TimeSpan Time, long Memory)
{
    /// <summary>A minute and a gibibyte.</summary>
    public static CheckLimits Default { get; } = new(TimeSpan.FromMinutes(1), 1L << 30);
}

/// <summary>Why a verdict is unknown.</summary>
public enum Limit
{
    /// <summary>No limit was reached.</summary>
    None,

    /// <summary><see cref="CheckLimits.Time"/> was reached.</summary>
    Time,

    /// <summary><see cref="CheckLimits.Memory"/> was reached.</summary>
    Memory,
}
