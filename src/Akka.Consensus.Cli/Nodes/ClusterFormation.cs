using System.Diagnostics;
using Akka.Actor;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>
/// Decides who forms the cluster. Akka would leave it to the first seed node alone: without that one a majority could elect a leader and
/// yet have no way in for clients, and with it, a first seed that hears nobody for a moment forms a second cluster beside the first. Here
/// whoever leads the log does it, which needs a majority, and only when no voter is in a cluster already.
/// </summary>
internal static class ClusterFormation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns when this node is in a cluster, or has formed one.</summary>
    public static async Task RunAsync(ActorSystem system, string id, CancellationToken stop)
    {
        var cluster = Cluster.Cluster.Get(system);
        var locks = ReplicatedLocks.Get(system);
        var outside = new HashSet<string>();
        var since = Stopwatch.StartNew();
        while (cluster.SelfMember.Status == Cluster.MemberStatus.Removed)
        {
            // Each question goes to another voter; what it says of the members is what it sees itself.
            var status = await Leaders.TryAskAsync(locks, stop);
            if (status is null || status.Leader != id || status.Members.Any(m => m.IsMember))
            {
                outside.Clear();
                since.Restart();
            }
            else
            {
                outside.Add(status.AnsweredBy);
            }

            if (since.Elapsed > Patience && outside.Count * 2 > status!.Members.Count)
            {
                Console.WriteLine($"{id} leads, and no voter is in a cluster: it forms one");
                cluster.Join(cluster.SelfAddress);
                return;
            }

            await Task.Delay(Pause, stop);
        }
    }
}
