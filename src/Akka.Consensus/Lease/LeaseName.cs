using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Lease;

/// <summary>Which lock stands for which lease.</summary>
internal static class LeaseName
{
    /// <summary>The lock that stands for a lease.</summary>
    /// <exception cref="ArgumentException">The name is empty, no text, or too long.</exception>
    public static string ToLock(string lease)
    {
        var name = ConsensusLease.LockNamePrefix + lease;
        if (lease.Length > 0 && LockName.IsValid(name))
            return name;
        throw new ArgumentException(
            $"the name of a lease has 1 to {LockName.MaxBytes - ConsensusLease.LockNamePrefix.Length} bytes of UTF-8; "
            + $"this one cannot be used: '{lease}'", nameof(lease));
    }

    /// <summary>Whether a lock of this name stands for a lease, and so is none of the application's own.</summary>
    public static bool IsReserved(string lockName) => lockName.StartsWith(ConsensusLease.LockNamePrefix, StringComparison.Ordinal);
}
