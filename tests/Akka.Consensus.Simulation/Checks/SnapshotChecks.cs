using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>S1: a snapshot at an index is what replaying up to there gives, whoever takes it, byte by byte.</summary>
public sealed class SnapshotsAreReplays(Watch watch) : Checker(watch)
{
    private readonly Dictionary<LogIndex, Fingerprint> _states = [];

    public override string Id => "S1";

    public override void Chosen(LockStep step)
    {
        if (step.Index.Value % World.Plan.Group.SnapshotInterval != 0)
            return;
        var writer = new StateWriter();
        Watch.Locks.Table.Write(writer);
        _states.Add(step.Index, Core.Snapshot.ChecksumOf(writer.ToArray()));
    }

    public override void Saving(RoleHost host, Snapshot snapshot)
    {
        if (!_states.TryAdd(snapshot.Index, snapshot.Checksum) && _states[snapshot.Index] != snapshot.Checksum)
            throw Broken($"{host.Node.Id} takes a snapshot at {snapshot.Index} that is not what replaying gives");
        if (snapshot.Log != Watch.Locks.FingerprintAt(snapshot.Index))
            throw Broken($"{host.Node.Id} takes a snapshot at {snapshot.Index} of another log");
    }
}

/// <summary>S2: nothing is trimmed that is not chosen, and durably snapshotted: here, and by a quorum unless it was never here.</summary>
public sealed class TrimmedIsSnapshotted(Watch watch) : Checker(watch)
{
    public override string Id => "S2";

    public override void BecameDurable(RoleHost host, IEvent change)
    {
        if (change is not Trimmed trimmed)
            return;
        if (Watch.SnapshotOf(host.Node) < trimmed.Start)
            throw Broken($"{host.Node.Id} trims up to {trimmed.Start}; its snapshot goes up to {Watch.SnapshotOf(host.Node)}");
        if (trimmed.Start > Watch.Memory(host.Node).Last || trimmed.Entries.Count == 0)
            return;

        // What a node said before it lost its disk was true.
        var keepers = World.Nodes.Count(n => Watch.EverSnapshotted(n) >= trimmed.Start);
        if (keepers < World.Quorum.Phase2)
            throw Broken($"{host.Node.Id} trims up to {trimmed.Start}, of which only {keepers} have snapshots");
    }
}
