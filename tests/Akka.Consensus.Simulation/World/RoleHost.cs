using Akka.Consensus.Core;
using Akka.Consensus.Core.Service;

namespace Akka.Consensus.Simulation.World;

/// <summary>Drives one role of one node as the actor shell does: carries out its effects, in order, on a disk of its own.</summary>
public sealed class RoleHost(SimulatedNode node, Role role, Func<IRole> create)
{
    private readonly Effects _effects = new();
    private Supervisor? _supervisor;

    public Role Role => role;

    public SimulatedNode Node => node;

    public Address Address { get; } = new(role, node.Id.Value);

    /// <summary>For people.</summary>
    public string Name { get; } = $"{node.Id} {role.ToString().ToLowerInvariant()}";

    public required Disk Disk { get; init; }

    public required SnapshotStore Snapshots { get; init; }

    public Supervisor Supervisor => _supervisor ??= new Supervisor(this);

    /// <summary>Null while it is down.</summary>
    public IRole? Core { get; private set; }

    /// <summary>Rises with every end: what was on its way to an earlier life within the process is lost.</summary>
    public int Life { get; private set; }

    public void Start()
    {
        Core = create();
        if (Snapshots.Durable is { } snapshot)
            Core.Recover(snapshot);
        foreach (var stored in Disk.Recover())
            Core.Recover(stored);
        node.World.Watch.Recovered(this);
        Core.Start(node.Now, _effects);
        Carry();
    }

    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        if (Core is null)
            return 0;
        Core = null;
        Life++;
        Snapshots.Crash();
        return Disk.Crash();
    }

    /// <summary>Its journal and its snapshot are gone. Only between a crash and the next start.</summary>
    public void Wipe()
    {
        Disk.Wipe();
        Snapshots.Wipe();
    }

    public void Receive(Address from, IMessage message)
    {
        if (Core is null)
            return;
        node.World.Watch.Received(Address, from, message);
        Core.Receive(node.Now, from, message, _effects);
        Carry();
    }

    public void Tick()
    {
        Core?.Tick(node.Now, _effects);
        Carry();
    }

    /// <summary>Of a proposer: its process is about to stop.</summary>
    public void Leave()
    {
        (Core as ProposerRole)?.Leave(node.Now, _effects);
        Carry();
    }

    private void Carry()
    {
        var effects = _effects.Items;
        for (var i = 0; i < effects.Count; i++)
            Carry(effects[i]);
        _effects.Clear();
        if (Core is not null)
            node.World.Watch.Stepped(this);
    }

    private void Carry(Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Persist:
                Disk.Append(effect.Event!);
                break;
            case EffectKind.Save:
                node.World.Watch.Saving(this, effect.Snapshot!);
                Snapshots.Save(effect.Snapshot!, saved => Receive(Address, saved));
                break;
            case EffectKind.Send:
                node.World.Send(this, effect.To, effect.Message!);
                break;
            case EffectKind.SendWhenDurable:
                Disk.SendWhenDurable(effect.To, effect.Message!);
                break;
            case EffectKind.Deliver:
                node.World.Watch.Delivered(this, effect.Index, effect.Command!);
                break;
            default:
                throw new InvalidOperationException($"a role cannot {effect.Kind}");
        }
    }
}
