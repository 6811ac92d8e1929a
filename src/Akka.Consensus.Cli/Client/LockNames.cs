using Akka.Consensus.Core.Locks;
using Akka.Consensus.Lease;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Names that come from a command line.</summary>
internal static class LockNames
{
    private const string NotAName = "a lock name has from 1 to 512 bytes of UTF-8.";

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
                : NotAName, ExitCodes.Usage);
        }
    }

    /// <summary>Whether there can be a lock of this name: that of a lease may be looked at, and be taken away from its holder.</summary>
    public static void CheckKnown(string? name)
    {
        if (name is not null && !LockName.IsValid(name))
            throw new CliException(NotAName, ExitCodes.Usage);
    }

    private static bool IsOfLease(string name) => name.StartsWith(ConsensusLease.LockNamePrefix, StringComparison.Ordinal);
}
