using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>Strikes processes, links and disks while the faulty time lasts; then heals a quorum and leaves the rest as it is.</summary>
public sealed class Nemesis
{
    private const long Ms = Schedule.Millisecond;

    private readonly SimulatedWorld _world;
    private readonly Prng _random;
    private readonly List<Workload> _workloads = [];
    private readonly ProcessFaults _processes;
    private readonly LinkFaults _links;
    private readonly DiskFaults _disks;
    private bool _isOver;

    public Nemesis(SimulatedWorld world)
    {
        _world = world;
        _random = new Prng(world.Luck, Dice.Nemesis);
        _processes = new ProcessFaults(world, _random, () => _isOver, AddClient);
        _links = new LinkFaults(world, _random);
        _disks = new DiskFaults(world, _random, _processes);
    }

    public void Begin()
    {
        foreach (var node in _world.Nodes)
            _world.Schedule.After(_random.Between(0, 50 * Ms), node.Start);
        for (var i = 0; i < _world.Plan.Clients; i++)
            AddClient();
        Strike(Fault.NodeCrash, _processes.CrashNode);
        Strike(Fault.CrashOfAll, _processes.CrashAll);
        Strike(Fault.RoleCrash, _processes.CrashRole);
        Strike(Fault.NodePause, _processes.PauseNode);
        Strike(Fault.Leave, _processes.LeaveNode);
        Strike(Fault.ClientCrash, _processes.CrashClient);
        Strike(Fault.ClientPause, _processes.PauseClient);
        Strike(Fault.Split, _links.Split);
        Strike(Fault.OneWay, _links.CutOneWay);
        Strike(Fault.Partial, _links.CutPartially);
        Strike(Fault.Isolation, _links.Isolate);
        Strike(Fault.ClientCut, _links.CutOffClient);
        Strike(Fault.Clogging, _links.Clog);
        Strike(Fault.FullDisk, _disks.Fill);
        Strike(Fault.WipedDisk, _disks.Wipe);
        Strike(Fault.RevertedDisk, _disks.Revert);
    }

    /// <summary>The faults end for a quorum of the nodes and for all clients that live.</summary>
    /// <returns>The healthy nodes.</returns>
    public IReadOnlyList<SimulatedNode> Heal()
    {
        _isOver = true;

        // A quorum of those who remember is among the healthy: the rest of the memory may be just that of the others.
        var shuffled = _world.Nodes.Where(n => !n.IsSetBack).Select(n => (Node: n, Order: _random.Next()))
            .OrderBy(n => _disks.Forgetful.Contains(n.Node)).ThenBy(n => n.Order).Select(n => n.Node).ToList();
        var least = _world.IsFounded && _random.Chance(_world.Plan.Rates[Fault.LeftBroken])
            ? Math.Max(_world.Quorum.Phase1, _world.Quorum.Phase2)
            : shuffled.Count;
        var count = (int)_random.Between(least, shuffled.Count);
        var healthy = shuffled.Take(count).OrderBy(n => n.Number).ToList();
        _world.Conditions.Heal(healthy.Select(n => n.Number));
        _world.Reconnect();
        foreach (var broken in shuffled.Skip(count))
            LeaveBroken(broken, _random.Pick(healthy));
        _world.Faults.IsOver = true;
        foreach (var node in healthy)
            Repair(node);
        foreach (var client in _world.Clients.Where(c => c.IsAlive))
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
                _world.Faults.Note(Fault.LeftBroken, node.Id.Value, "stays dead");
                node.Crash();
                break;
            case 1:
                _world.Faults.Note(Fault.LeftBroken, node.Id.Value, "stays cut off");
                _world.Conditions.CutOff(node.Number);
                break;
            default:
                _world.Faults.Note(Fault.LeftBroken, node.Id.Value, $"reaches {link.Id} only");
                _world.Conditions.LeaveOneLink(node.Number, link.Number);
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

    private void Strike(Fault fault, Action strike)
    {
        var mean = _world.Plan.Rates[fault];
        if (mean == 0)
            return;
        _world.Schedule.After(_random.Between(1, 2 * mean), () =>
        {
            if (_isOver)
                return;
            strike();
            Strike(fault, strike);
        });
    }

    private void AddClient()
    {
        if (!_isOver)
            _workloads.Add(new Workload(_world.AddClient(), AddClient));
    }
}
