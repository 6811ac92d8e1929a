using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>Strikes the processes, links and disks of a stage while the faulty time lasts; then heals what is to be healed.</summary>
internal sealed class StageFaults(Stage stage, Prng random)
{
    private const long Ms = Schedule.Millisecond;
    private const long LongestPause = 6 * Schedule.Second;
    private const long LongestFull = 5 * Schedule.Second;

    private readonly StageLinkFaults _links = new(stage, random);
    private bool _isOver;

    public void Begin()
    {
        Strike(Fault.NodeCrash, CrashNode);
        Strike(Fault.CrashOfAll, CrashAll);
        Strike(Fault.RoleCrash, CrashRole);
        Strike(Fault.NodePause, PauseNode);
        Strike(Fault.FullDisk, FillDisk);
        Strike(Fault.WipedDisk, WipeDisk);
        Strike(Fault.Split, _links.Split);
        Strike(Fault.OneWay, _links.CutOneWay);
        Strike(Fault.Partial, _links.CutPartially);
        Strike(Fault.Isolation, _links.Isolate);
        Strike(Fault.Clogging, _links.Clog);
    }

    /// <summary>The faults end. Some of the expendable nodes, so many at most, are left dead or cut off for good.</summary>
    /// <returns>The healthy nodes: what is broken in them is to be repaired.</returns>
    public IReadOnlyList<StageNode> Heal(IReadOnlyList<StageNode> expendable, int most)
    {
        _isOver = true;
        var count = random.Chance(stage.Plan.Rates[Fault.LeftBroken]) ? (int)random.Between(0, most) : 0;
        var broken = expendable.Select(n => (Node: n, Order: random.Next())).OrderBy(n => n.Order).Select(n => n.Node).Take(count).ToList();
        var healthy = stage.Nodes.Except(broken).ToList();
        stage.Conditions.Heal(healthy.Select(n => n.Number));
        foreach (var node in broken)
            LeaveBroken(node);
        stage.Faults.IsOver = true;
        return healthy;
    }

    /// <summary>What a dead node has said and has not arrived yet, perhaps for seconds, would let it seem alive: it is cut off too.</summary>
    private void LeaveBroken(StageNode node)
    {
        var isDead = random.Percent(50);
        stage.Faults.Note(Fault.LeftBroken, node.Name, isDead ? "stays dead" : "stays cut off");
        if (isDead)
            node.Crash();
        stage.Conditions.CutOff(node.Number);
    }

    /// <summary>Half of the crashes wait for a moment when something is being written: there is more to lose then.</summary>
    private void CrashNode()
    {
        var node = random.Pick(stage.Nodes);
        if (random.Percent(50))
        {
            Crash(node);
            return;
        }

        random.Pick(node.Roles).Disk.OnNextWrite = time => stage.Schedule.After(random.Between(1, Math.Min(time, 20 * Ms)), () =>
        {
            if (!_isOver)
                Crash(node);
        });
    }

    private void CrashAll()
    {
        stage.Faults.Note(Fault.CrashOfAll, "all nodes", "crash");
        foreach (var node in stage.Nodes.Where(n => n.IsUp))
        {
            node.Crash();
            StartLater(node);
        }
    }

    private void Crash(StageNode node)
    {
        if (!node.IsUp)
            return;
        var lost = node.Crash();
        stage.Faults.Note(Fault.NodeCrash, node.Name, $"crashes and loses {lost} events");
        StartLater(node);
    }

    private void CrashRole()
    {
        var node = random.Pick(stage.Nodes);
        var role = random.Pick(node.Roles);
        if (node.IsPaused || role.Core is null)
            return;
        var lost = role.Crash();
        stage.Faults.Note(Fault.RoleCrash, role.Name, $"stops alone and loses {lost} events");
        role.StartLater();
    }

    private void PauseNode()
    {
        var node = random.Pick(stage.Nodes);
        if (node.IsPaused || !node.IsUp)
            return;
        node.Pause();
        stage.Faults.Note(Fault.NodePause, node.Name, "stands still");
        stage.Schedule.After(random.Between(10 * Ms, LongestPause), () =>
        {
            if (node.IsPaused)
                stage.Trace.Note(node.Name, "goes on");
            node.Resume();
        });
    }

    private void FillDisk()
    {
        var node = random.Pick(stage.Nodes);
        var duration = random.Between(100 * Ms, LongestFull);
        stage.Conditions.Fill(node.Number, duration);
        stage.Faults.Note(Fault.FullDisk, node.Name, $"has a full disk for {duration / Ms} ms");
    }

    private void WipeDisk()
    {
        var node = random.Pick(stage.Nodes);
        if (!stage.MayForget(node))
            return;
        Crash(node);
        node.Wipe();
        stage.Faults.Note(Fault.WipedDisk, node.Name, "has empty disks");
    }

    private void StartLater(StageNode node) => stage.Schedule.After(random.Between(Ms, stage.Plan.DownMax), () =>
    {
        if (!_isOver)
            node.Start();
    });

    private void Strike(Fault fault, Action strike)
    {
        var mean = stage.Plan.Rates[fault];
        if (mean == 0)
            return;
        stage.Schedule.After(random.Between(1, 2 * mean), () =>
        {
            if (_isOver)
                return;
            strike();
            Strike(fault, strike);
        });
    }
}
