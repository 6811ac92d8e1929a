using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>What happens to processes: they crash, alone or all at once, lose a single role, or stand still.</summary>
public sealed class ProcessFaults(SimulatedWorld world, Prng random, Func<bool> isOver, Action addClient)
{
    private const long Ms = Schedule.Millisecond;
    private const long LongestPause = 6 * Schedule.Second;

    /// <summary>Half of the crashes wait for a moment when something is being written: there is more to lose then.</summary>
    public void CrashNode()
    {
        var node = random.Pick(world.Nodes);
        if (random.Percent(50))
        {
            Crash(node);
            return;
        }

        node.Host(random.Pick([Role.Acceptor, Role.Acceptor, Role.Proposer, Role.Learner])).Disk.OnNextWrite = time =>
            world.Schedule.After(random.Between(1, Math.Min(time, 20 * Ms)), () =>
            {
                if (!isOver())
                    Crash(node);
            });
    }

    public void CrashAll()
    {
        var up = world.Nodes.Where(n => n.IsUp).ToList();
        if (up.Count == 0)
            return;
        world.Faults.Note(Fault.CrashOfAll, "all nodes", "crash");
        foreach (var node in up)
        {
            node.Crash();
            StartLater(node);
        }

        world.Probes.Hit(Probe.QuorumWasDown);
    }

    public void Crash(SimulatedNode node)
    {
        if (!node.IsUp)
            return;
        var lost = node.Crash();
        if (lost > 0)
            world.Probes.Hit(Probe.CrashLostUnwrittenEvents);
        if (world.Nodes.Count(n => n.IsUp) < world.Quorum.Phase2)
            world.Probes.Hit(Probe.QuorumWasDown);
        world.Faults.Note(Fault.NodeCrash, node.Id.Value, $"crashes and loses {lost} events");
        StartLater(node);
    }

    public void CrashRole()
    {
        var node = random.Pick(world.Nodes);
        var role = node.Host(random.Pick([Role.Acceptor, Role.Proposer, Role.Learner]));
        if (!node.IsUp || node.IsPaused || role.Core is null)
            return;
        var lost = role.Crash();
        world.Faults.Note(Fault.RoleCrash, role.Name, $"stops alone and loses {lost} events");
        world.Probes.Hit(Probe.RoleRestartedAlone);
        role.Supervisor.StartAfter(random.Between(0, 300 * Ms));
    }

    public void PauseNode()
    {
        var node = random.Pick(world.Nodes);
        if (node.IsPaused || !node.IsUp)
            return;
        node.Pause();
        world.Faults.Note(Fault.NodePause, node.Id.Value, "stands still");
        world.Schedule.After(random.Between(10 * Ms, LongestPause), () => GoOn(node, node.Id.Value));
    }

    /// <summary>A node is asked to stop, mostly the leader; and mostly it does.</summary>
    public void LeaveNode()
    {
        var leader = world.Nodes.FirstOrDefault(n => n.ProposerCore is { IsEstablished: true });
        var node = leader is not null && random.Percent(70) ? leader : random.Pick(world.Nodes);
        if (!node.IsUp)
            return;
        node.Leave();
        world.Faults.Note(Fault.Leave, node.Id.Value, "is asked to stop");
        if (!random.Percent(80))
            return;
        world.Schedule.After(random.Between(Ms, 1500 * Ms), () =>
        {
            if (!isOver())
                Crash(node);
        });
    }

    public void CrashClient()
    {
        if (PickClient() is not { } client)
            return;
        client.Crash();
        world.Faults.Note(Fault.ClientCrash, client.Id.Value, "crashes");
        addClient();
    }

    public void PauseClient()
    {
        if (PickClient() is not { IsPaused: false } client)
            return;
        client.Pause();
        world.Faults.Note(Fault.ClientPause, client.Id.Value, "stands still");
        var twice = (long)(2 * world.Plan.Client.SessionTimeToLive.TotalMicroseconds);
        world.Schedule.After(random.Between(10 * Ms, twice), () =>
        {
            if (client.IsPaused && client.Holds.Count > 0 && client.IsPastDeadline)
                world.Probes.Hit(Probe.ClientWokeUpPastItsDeadline);
            GoOn(client, client.Id.Value);
        });
    }

    private void GoOn(Process process, string name)
    {
        if (process.IsPaused)
            world.Trace.Note(name, "goes on");
        process.Resume();
    }

    private SimulatedClient? PickClient()
    {
        var alive = world.Clients.Where(c => c.IsAlive).ToList();
        return alive.Count > 0 ? random.Pick(alive) : null;
    }

    private void StartLater(SimulatedNode node) => world.Schedule.After(random.Between(Ms, world.Plan.DownMax), () =>
    {
        if (!isOver())
            node.Start();
    });
}
