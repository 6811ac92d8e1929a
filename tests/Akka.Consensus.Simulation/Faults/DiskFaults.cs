using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>What happens to the disks of whole nodes: they are full for a while, or lose their memory.</summary>
public sealed class DiskFaults(SimulatedWorld world, Prng random, ProcessFaults processes)
{
    private const long Ms = Schedule.Millisecond;
    private const long LongestFull = 5 * Schedule.Second;

    private readonly List<SimulatedNode> _forgetful = [];

    /// <summary>The nodes that have lost memory.</summary>
    public IReadOnlyCollection<SimulatedNode> Forgetful => _forgetful;

    public void Fill()
    {
        var node = random.Pick(world.Nodes);
        var duration = random.Between(100 * Ms, LongestFull);
        world.Conditions.Fill(node.Number, duration);
        world.Faults.Note(Fault.FullDisk, node.Id.Value, $"has a full disk for {duration / Ms} ms");
    }

    public void Wipe()
    {
        // Before a group is founded there is nothing to forget; and a voter that was known would stand in the way of it.
        if (!world.IsFounded || PickForgetful() is not { } node)
            return;
        processes.Crash(node);
        foreach (var role in node.Roles)
            role.Wipe();
        world.Faults.Note(Fault.WipedDisk, node.Id.Value, "has an empty disk");
    }

    /// <summary>The roles of a node share a file: all go back to the same moment.</summary>
    public void Revert()
    {
        if (!world.IsFounded || PickForgetful() is not { } node)
            return;
        processes.Crash(node);
        var moment = random.Between(Math.Max(0, world.Schedule.Now - (random.Percent(50) ? 200 * Ms : world.Schedule.Now)), world.Schedule.Now);
        var gone = node.Roles.Sum(r => r.Disk.GoBack(moment));
        world.Faults.Note(Fault.RevertedDisk, node.Id.Value, $"has its disk of {moment / Ms} ms again: {gone} events are gone");
    }

    /// <summary>A node that may lose its memory: in a whole run a minority at most, or there is nothing that a protocol could do.</summary>
    private SimulatedNode? PickForgetful()
    {
        var node = random.Pick(world.Nodes);
        if (_forgetful.Contains(node))
            return node;
        if (_forgetful.Count >= (world.Nodes.Count - 1) / 2)
            return null;
        _forgetful.Add(node);
        return node;
    }
}
