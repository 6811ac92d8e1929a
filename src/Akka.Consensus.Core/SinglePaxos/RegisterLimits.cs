using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>What there may be of registers. A value is kept for ever on every voter, in memory and on disk: it should be small.</summary>
public sealed record RegisterLimits
{
    /// <summary>How large a value may be.</summary>
    public const int MaxValueBytes = 16 * 1024;

    /// <summary>How many bytes go into one message, at most, roughly; one value may, whatever its size. Below the remote frame size.</summary>
    public const int BundleBytes = 64 * 1024;

    /// <summary>The limits of a voter.</summary>
    public static RegisterLimits Standard { get; } = new();

    /// <summary>How many registers a node learns. Every value ever chosen counts.</summary>
    public int Registers { get; init; } = 1_048_576;

    /// <summary>How many requests of clients may wait on a node for a value to be chosen.</summary>
    public int Waiting { get; init; } = 16_384;

    /// <summary>In how many instances a proposer uses one ballot, at most.</summary>
    public int BundleSize { get; init; } = 256;

    /// <summary>How many ballots a proposer may have under way at a time.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>How long a proposer waits for answers before it sends the same again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a proposer that was refused waits, the first time; twice as long each further time.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long it waits at most.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After so long a client's request is forgotten: a client that still waits has asked again by then.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a register may have this name: the rule of a lock's name.</summary>
    public static bool IsName(string name) => LockName.IsValid(name);
}
