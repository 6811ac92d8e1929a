namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>The limits and times of one group. Every node of a group has the same.</summary>
public sealed record GroupSettings
{
    /// <summary>The largest batch, and the largest piece of log in one message, in bytes of commands. Keep it below the remote frame size.</summary>
    public int MaxBatchBytes { get; init; } = 64 * 1024;

    /// <summary>The largest number of commands in a batch.</summary>
    public int MaxBatchEntries { get; init; } = 1024;

    /// <summary>How many bytes of commands may be proposed and not yet chosen.</summary>
    public int MaxInFlightBytes { get; init; } = 512 * 1024;

    /// <summary>How many commands may be proposed and not yet chosen.</summary>
    public int MaxInFlightEntries { get; init; } = 8192;

    /// <summary>How many commands may wait for a place in a batch. Beyond it clients are told to slow down.</summary>
    public int MaxPendingEntries { get; init; } = 16384;

    /// <summary>How many bytes of commands may wait for a place in a batch; one command may, whatever its size.</summary>
    public int MaxPendingBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many keep-alives and queries may wait for a leader's quorum round, and how many queries for its learner.</summary>
    public int MaxQuestions { get; init; } = 16384;

    /// <summary>How many chosen entries the leader keeps for followers that are a little behind. Further ones fetch from an acceptor.</summary>
    public int KeptEntries { get; init; } = 8192;

    /// <summary>How long a leader may be silent, or its disk hang, before the others elect another.</summary>
    public TimeSpan ElectionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many entries lie between two snapshots, at least; while snapshots are large, more.</summary>
    public int SnapshotInterval { get; init; } = 20_000;

    /// <summary>How many chosen entries an acceptor keeps behind the point from which a quorum has snapshots: for those who are a little behind.</summary>
    public int TailEntries { get; init; } = 8192;

    /// <summary>How many entries an acceptor drops at once, at least: what it keeps is written anew each time.</summary>
    public int TrimInterval { get; init; } = 32_768;
}
