namespace Akka.Consensus.Core.Locks;

/// <summary>
/// How much the replicated state machine takes in: without limits one client could use up the memory of every replica. Part of the state machine, so the
/// same on every replica and nothing to be configured: where one of them changes, so does what a log means.
/// </summary>
public sealed record TableLimits
{
    /// <summary>What every group has.</summary>
    public static TableLimits Standard { get; } = new();

    /// <summary>How many sessions may be open: one for each process that uses locks.</summary>
    public int Sessions { get; init; } = 16_384;

    /// <summary>How many requests may hold or await a lock in one session.</summary>
    public int RequestsOfSession { get; init; } = 16_384;

    /// <summary>How many requests may hold or await a lock in all sessions together.</summary>
    public int Requests { get; init; } = 1_048_576;

    /// <summary>How many requests of one owner may hold the same lock.</summary>
    public int Reentries { get; init; } = 64;
}
