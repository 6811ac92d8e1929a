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
            throw new CliException("a lock name has from 1 to 512 bytes of UTF-8.", ExitCodes.Usage);
        }
    }
}
