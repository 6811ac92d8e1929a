using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Elections;

/// <summary>Which lock stands for which election.</summary>
internal static class ElectionName
{
    /// <summary>
    /// The lock of an election has this before the election's name. Such names are refused by <see cref="Locks.IReplicatedLocks.Get"/>: who holds one has been elected.
    /// </summary>
    public const string Prefix = "akka.consensus.election/";

    /// <summary>The lock that stands for an election.</summary>
    /// <exception cref="ArgumentException">The name is empty, no text, or too long.</exception>
    public static string ToLock(string election)
    {
        ArgumentNullException.ThrowIfNull(election);
        var name = Prefix + election;
        if (election.Length > 0 && LockName.IsValid(name))
            return name;
        throw new ArgumentException(
            $"the name of an election has 1 to {LockName.MaxBytes - Prefix.Length} bytes of UTF-8; this one cannot be used: '{election}'", nameof(election));
    }

    /// <summary>Whether a lock of this name stands for an election, and so is none of the application's own.</summary>
    public static bool IsReserved(string lockName) => lockName.StartsWith(Prefix, StringComparison.Ordinal);
}
