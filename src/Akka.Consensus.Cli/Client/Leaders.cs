using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Asks who leads.</summary>
internal static class Leaders
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits until a node answers that some node leads.</summary>
    public static async Task<GroupStatus> WaitAsync(IReplicatedLocks locks, CancellationToken stop)
    {
        while (true)
        {
            if (await TryAskAsync(locks, stop) is { Leader: not null } status)
                return status;

            await Task.Delay(Pause, stop);
        }
    }

    /// <summary>Null when nobody answered at once.</summary>
    public static async Task<GroupStatus?> TryAskAsync(IReplicatedLocks locks, CancellationToken stop)
    {
        try
        {
            return await locks.GetStatusAsync(Patience, stop);
        }
        catch (ConsensusUnavailableException)
        {
            return null;
        }
    }
}
