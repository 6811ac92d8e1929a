namespace Akka.Consensus.Registers;

/// <summary>
/// Registers that are written once: whoever decides first, everybody gets that value, on every node, for ever. No leader is needed, only a majority of the
/// voters. Thread-safe.
/// </summary>
/// <remarks>
/// Single-decree Paxos (Lamport, "Paxos Made Simple", 2001), one instance for each name. What is decided can be neither changed nor removed, and takes
/// memory on every voter: for what may change, keep it in a register of a new name, or under a lock. Of two that decide at once one wins, and not
/// always the first.
/// </remarks>
public interface IConsensusRegister
{
    /// <summary>Has a value chosen: this one, if none is yet.</summary>
    /// <param name="name">The register: up to 512 bytes of UTF-8.</param>
    /// <param name="value">The value: up to 16 KiB.</param>
    /// <param name="cancellation">Ends the wait. The value may be chosen all the same.</param>
    /// <returns>The value that is chosen, whoever proposed it.</returns>
    /// <exception cref="ArgumentException">The name cannot be used, or the value is too large.</exception>
    /// <exception cref="Client.ConsensusUnavailableException">No majority answered in time. The value may be chosen all the same: decide again, or read.</exception>
    /// <exception cref="Client.ConsensusOverloadedException">Too much is asked at a time.</exception>
    /// <exception cref="RegistersFullException">No further register can be used.</exception>
    Task<ReadOnlyMemory<byte>> DecideAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation = default);

    /// <summary>Has a text chosen, as its bytes in UTF-8: this one, if no value is yet.</summary>
    /// <inheritdoc cref="DecideAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    Task<string> DecideAsync(string name, string value, CancellationToken cancellation = default);

    /// <summary>The value that is chosen; null if none was when the question was asked.</summary>
    /// <param name="name">The register.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    /// <exception cref="Client.ConsensusUnavailableException">No majority answered in time.</exception>
    /// <exception cref="Client.ConsensusOverloadedException">Too much is asked at a time.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellation = default);

    /// <summary>The text that is chosen; null if none was when the question was asked.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    Task<string?> ReadTextAsync(string name, CancellationToken cancellation = default);
}

/// <summary>As many registers have a value as a voter keeps. Those that have one can be read.</summary>
public sealed class RegistersFullException(string message) : Exception(message);
