namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>The times and limits of transactions.</summary>
public sealed record CommitSettings
{
    /// <summary>How long to wait for an answer before the same is sent again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Of three-phase commit: whoever has been silent for so long is taken for crashed.</summary>
    public TimeSpan SuspicionTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many transactions may be under way at one coordinator, or at one participant.</summary>
    public int MaxActive { get; init; } = 4096;

    /// <summary>Of how many transactions that have ended the outcome is remembered.</summary>
    public int MaxOutcomes { get; init; } = 10_000;
}
