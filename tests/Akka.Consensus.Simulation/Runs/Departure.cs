using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>
/// What must come about when all nodes are well and the leader is asked to stop: another leads long before an election timeout has passed, and
/// who asked for something meanwhile gets it. Only where somebody is left to lead.
/// </summary>
public static class Departure
{
    private const string Name = "lock of the departure";
    private const long Second = 1_000_000;

    public static void Demand(SimulatedWorld world, Recovery recovery, IReadOnlyList<SimulatedNode> healthy)
    {
        var leader = world.Nodes.First(recovery.IsLeader);
        if (healthy.Count < world.Nodes.Count || !healthy.Any(n => n != leader && MayLead(n)))
            return;
        var election = (long)world.Plan.Group.ElectionTimeout.TotalMicroseconds;
        var timeToLive = (long)world.Plan.Client.SessionTimeToLive.TotalMicroseconds;
        var client = world.AddClient();
        Recovery.Insist(client, Name, 1);

        // Who has not heard a quorum since the faults ended does not take over yet.
        var from = world.Schedule.Now + election;
        bool IsReady() => client.Holds.Count == 1 && world.Schedule.Now >= from;
        recovery.Demand("a client gets a free lock within TTL + 6E", timeToLive + 6 * election, IsReady, () =>
        {
            var first = client.Holds.First().Operation;
            leader.Leave();
            Recovery.Insist(client, Name, Second);
            client.Release(first);
            if (!world.Nodes.Any(WillStop))
            {
                recovery.Demand("a leader that leaves is replaced within E/4", election / 4,
                    () => world.Nodes.Any(n => n != leader && recovery.IsLeader(n)));
            }

            recovery.Demand("what was asked meanwhile is done within E", election, () => client.Holds.Any(h => h.Operation >= Second),
                () => client.Release(client.Holds.First().Operation));
        });
    }

    /// <summary>Whether a role that is asked to take over, or to promise, must start anew first: that is for the next one to be asked.</summary>
    private static bool WillStop(SimulatedNode node) => node.Proposer.Disk.HasStrayWrite || node.Acceptor.Disk.HasStrayWrite;

    /// <summary>A node that has lost its memory may not, and one that was asked to stop does not.</summary>
    private static bool MayLead(SimulatedNode node) =>
        node is { AcceptorCore.Admission.IsAdmitted: true, ProposerCore.HasLeft: false };
}
