using Akka.Consensus.Lease;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Names that come from a command line.</summary>
internal static class LockNames
{
    /// <summary>Lets the library judge the name, so that there is one rule.</summary>
    public static void Check(IReplicatedLocks locks, string name)
    {
        try
        {
            _ = locks.Get(name);
        }
        catch (ArgumentException)
        {
            throw new CliException(IsOfLease(name)
                ? $"names that begin with '{ConsensusLease.LockNamePrefix}' are those of the application's leases: choose another."
                : "a lock name has from 1 to 512 bytes of UTF-8.", ExitCodes.Usage);
        }
    }

    /// <summary>Whether it is the lock of a lease of Akka.Coordination: to be looked at, not to be taken.</summary>
    public static bool IsOfLease(string name) => name.StartsWith(ConsensusLease.LockNamePrefix, StringComparison.Ordinal);
}
