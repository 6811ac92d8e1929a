namespace Akka.Consensus.Core;

/// <summary>The whole state machine as it was after one entry of the log: what a replica starts from instead of replaying the entries before.</summary>
/// <param name="Index">The last entry that it contains.</param>
/// <param name="Log">The fingerprint of the log up to there.</param>
/// <param name="State">The state machine, by <see cref="StateWriter"/>: the same bytes on every replica. Never changed.</param>
/// <param name="Checksum">The fingerprint of <paramref name="State"/>.</param>
public sealed record Snapshot(LogIndex Index, Fingerprint Log, byte[] State, Fingerprint Checksum) : IEvent
{
    /// <summary>What is left of a snapshot that cannot be read.</summary>
    public static Snapshot Unreadable { get; } = new(LogIndex.Zero, default, [], default);

    /// <summary>A snapshot of this state.</summary>
    public static Snapshot Of(LogIndex index, Fingerprint log, byte[] state) => new(index, log, state, ChecksumOf(state));

    /// <summary>Whether the bytes are the ones that were written.</summary>
    public bool IsWhole => Checksum == ChecksumOf(State);

    /// <summary>The fingerprint of some bytes.</summary>
    public static Fingerprint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        var checksum = Fingerprint.Empty;
        checksum.Add(bytes);
        return checksum;
    }
}

/// <summary>From the shell to the core that asked for it: the snapshot is durable; or it could not be stored, and the one before it still is.</summary>
public sealed record SnapshotSaved(LogIndex Index, bool IsDurable) : IMessage;
