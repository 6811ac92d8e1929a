using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>Strikes processes and links while the faulty time lasts; then heals a quorum and leaves the rest as it is.</summary>
public sealed class Nemesis(SimulatedWorld world)
{
    private const long Ms = Schedule.Millisecond;

    private readonly SwarmPlan _plan = world.Plan;
    private readonly Prng _random = world.Random;
    private readonly List<Workload> _workloads = [];
    private bool _isOver;

    public void Begin()
    {
        foreach (var node in world.Nodes)
            world.Schedule.After(_random.Between(0, 50 * Ms), node.Start);
        for (var i = 0; i < _plan.Clients; i++)
            AddClient();
        Strike(_plan.CrashEvery, CrashNode);
        Strike(_plan.CrashAllEvery, CrashAll);
        Strike(_plan.RoleRestartEvery, RestartRole);
        Strike(_plan.NodePauseEvery, PauseNode);
        Strike(_plan.PartitionEvery, Partition);
        Strike(_plan.ClientCrashEvery, CrashClient);
        Strike(_plan.ClientPauseEvery, PauseClient);
    }

    /// <summary>The faults end for a quorum of the nodes and for all clients that live.</summary>
    /// <returns>The healthy nodes.</returns>
    public IReadOnlyList<SimulatedNode> Heal()
    {
        _isOver = true;
        var shuffled = world.Nodes.OrderBy(_ => _random.Next()).ToList();
        var isFounded = world.Nodes.All(n => n.Acceptor.Disk.Durable.Any(e => e is Admitted or Trimmed));
        var least = isFounded ? Math.Max(world.Quorum.Phase1, world.Quorum.Phase2) : world.Nodes.Count;
        var count = (int)_random.Between(least, world.Nodes.Count);
        var healthy = shuffled.Take(count).OrderBy(n => n.Number).ToList();
        world.Conditions.Heal(healthy.Select(n => n.Number));
        world.Reconnect();
        foreach (var broken in shuffled.Skip(count))
            LeaveBroken(broken, _random.Pick(healthy));
        foreach (var node in healthy)
            Repair(node);
        foreach (var client in world.Clients.Where(c => c.IsAlive))
            client.Resume();
        foreach (var workload in _workloads)
            workload.Settle();
        return healthy;
    }

    /// <summary>Dead, cut off, or linked to one healthy node only (the chain and the constrained election of OmniPaxos, §2).</summary>
    private void LeaveBroken(SimulatedNode node, SimulatedNode link)
    {
        switch (_random.Below(3))
        {
            case 0:
                node.Crash();
                break;
            case 1:
                world.Conditions.CutOff(node.Number);
                break;
            default:
                world.Conditions.LeaveOneLink(node.Number, link.Number);
                Repair(node);
                break;
        }
    }

    private static void Repair(SimulatedNode node)
    {
        node.Resume();
        node.Start();
        foreach (var role in node.Roles)
        {
            if (role.Core is null)
                role.Start();
            role.Disk.Unhang();
        }
    }

    private void Strike(long mean, Action strike)
    {
        if (mean == 0)
            return;
        world.Schedule.After(_random.Between(1, 2 * mean), () =>
        {
            if (_isOver)
                return;
            strike();
            Strike(mean, strike);
        });
    }

    private void AddClient()
    {
        if (!_isOver)
            _workloads.Add(new Workload(world.AddClient(), AddClient));
    }

    /// <summary>Half of the crashes wait for a moment when something is being written: there is more to lose then.</summary>
    private void CrashNode()
    {
        var node = _random.Pick(world.Nodes);
        if (_random.Percent(50))
            Crash(node);
        else
            CrashWhileWriting(node, glances: 1000);
    }

    private void CrashWhileWriting(SimulatedNode node, int glances)
    {
        if (_isOver)
            return;
        if (glances == 0 || node.Roles.Any(r => !r.Disk.IsIdle))
            Crash(node);
        else
            world.Schedule.After(_random.Between(50, Ms), () => CrashWhileWriting(node, glances - 1));
    }

    private void CrashAll()
    {
        foreach (var node in world.Nodes)
            Crash(node);
    }

    private void Crash(SimulatedNode node)
    {
        if (!node.IsUp)
            return;
        if (node.Crash() > 0)
            world.Probes.Hit(Probe.CrashLostUnwrittenEvents);
        world.Trace.Note($"{node.Id} crashes");
        world.Schedule.After(_random.Between(Ms, _plan.DownMax), () =>
        {
            if (!_isOver)
                node.Start();
        });
    }

    private void RestartRole()
    {
        var node = _random.Pick(world.Nodes);
        var role = _random.Pick(node.Roles.ToList());
        if (!node.IsUp || node.IsPaused || role.Core is null)
            return;
        role.Crash();
        var life = role.Life;
        world.Trace.Note($"{role.Address} restarts alone");
        world.Probes.Hit(Probe.RoleRestartedAlone);
        world.Schedule.After(_random.Between(0, 300 * Ms), () => node.Run(() =>
        {
            if (node.IsUp && role.Core is null && role.Life == life)
                role.Start();
        }));
    }

    private void PauseNode()
    {
        var node = _random.Pick(world.Nodes);
        if (node.IsPaused || !node.IsUp)
            return;
        node.Pause();
        world.Trace.Note($"{node.Id} stands still");
        world.Schedule.After(_random.Between(10 * Ms, 6000 * Ms), node.Resume);
    }

    private void CrashClient()
    {
        var client = _random.Pick(world.Clients.Where(c => c.IsAlive).ToList());
        client.Crash();
        world.Trace.Note($"{client.Id} crashes");
        AddClient();
    }

    private void PauseClient()
    {
        var client = _random.Pick(world.Clients.Where(c => c.IsAlive).ToList());
        client.Pause();
        world.Trace.Note($"{client.Id} stands still");
        var twice = (long)(2 * _plan.Client.SessionTimeToLive.TotalMicroseconds);
        world.Schedule.After(_random.Between(10 * Ms, twice), client.Resume);
    }

    /// <summary>Cuts whole groups, single nodes, single links and single directions.</summary>
    private void Partition()
    {
        var duration = _random.Between(50 * Ms, _plan.PartitionMax);
        var nodes = world.Nodes.Select(n => n.Number).ToList();
        var clients = world.Clients.Where(c => c.IsAlive).Select(c => c.Endpoint).ToList();
        var one = _random.Pick(nodes);
        var isOneWay = _random.Percent(30);
        switch (_random.Below(5))
        {
            case 0:
                Cut([one], [.. nodes, .. _random.Percent(50) ? clients : []], duration, isOneWay);
                break;
            case 1:
                var side = nodes.Concat(clients).Where(_ => _random.Percent(50)).ToList();
                Cut(side, [.. nodes.Concat(clients).Except(side)], duration, isOneWay);
                break;
            case 2:
                Cut([one], [_random.Pick(nodes)], duration, isOneWay);
                break;
            case 3:
                foreach (var from in nodes)
                    Cut([from], [.. nodes.Where(_ => _random.Percent(40))], duration, isOneWay);
                break;
            default:
                Cut([_random.Pick(clients)], nodes, duration, isOneWay);
                break;
        }

        world.Trace.Note($"some links are cut");
    }

    private void Cut(IReadOnlyList<int> left, IReadOnlyList<int> right, long duration, bool isOneWay)
    {
        foreach (var from in left)
        {
            foreach (var to in right.Where(r => r != from))
            {
                world.Conditions.Block(from, to, duration);
                if (!isOneWay)
                    world.Conditions.Block(to, from, duration);
            }
        }
    }
}
