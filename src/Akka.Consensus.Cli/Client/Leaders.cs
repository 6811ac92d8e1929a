using System.Diagnostics;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Asks who leads.</summary>
internal static class Leaders
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MembersPatience = TimeSpan.FromSeconds(10);

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

    /// <summary>
    /// Waits, for a while, until the cluster has let in every voter: a client comes in through members only, so the loss of a node
    /// before that could leave it without a way in.
    /// </summary>
    /// <returns>Whether all are in.</returns>
    public static async Task<bool> WaitForMembersAsync(IReplicatedLocks locks, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < MembersPatience)
        {
            if (await TryAskAsync(locks, stop) is { } status && status.Members.All(m => m.IsMember && m.Reachable))
                return true;

            await Task.Delay(Pause, stop);
        }

        return false;
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
