using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>A process with roles on a disk, driven as the actor shell drives them. What its roles say to one another needs no time.</summary>
internal abstract class TraceHost(TraceWorld world, NodeId id, TimeSpan tickAt) : TraceProcess(id.Value, tickAt)
{
    private readonly Effects _effects = new();
    private readonly Queue<(Address From, Address To, IMessage Message)> _local = new();
    private readonly HashSet<string> _knownClients = [];
    private Dictionary<Role, IRole> _roles = [];

    public TraceDisk Disk { get; } = new(world.Report, id.Value);

    protected TraceWorld World => world;

    protected NodeId Id => id;

    /// <summary>Those that are told that time has passed, in this order.</summary>
    protected abstract IReadOnlyList<Role> Roles { get; }

    public override void Receive(Address from, Address to, IMessage message)
    {
        if (message is ClientMessage known)
            _knownClients.Add(known.Client.Value);
        Act(to.Role, (role, effects) => role.Receive(world.Now, from, message, effects));
    }

    public override void Tick()
    {
        foreach (var role in Roles)
            Act(role, (core, effects) => core.Tick(world.Now, effects));
    }

    /// <summary>The process dies.</summary>
    /// <param name="kept">How many of the writes under way have reached the disk.</param>
    public void Crash(int kept)
    {
        if (!IsUp)
            throw new TraceException($"{Name} is down already");
        IsUp = false;
        _roles = [];
        _local.Clear();
        _knownClients.Clear();
        Disk.Crash(kept);
    }

    /// <summary>The process starts again, with what its disk has.</summary>
    public void Restart()
    {
        if (IsUp)
            throw new TraceException($"{Name} has not crashed");
        IsUp = true;
        Start();
    }

    /// <summary>Something is done to the disk while the process is down.</summary>
    public void Exchange(Action<TraceDisk> change)
    {
        if (IsUp)
            throw new TraceException($"{Name} has not crashed");
        change(Disk);
    }

    /// <summary>Lets waiting writes through, and all that waited for them.</summary>
    public void CompleteWrites()
    {
        Disk.Complete();
        Settle();
    }

    /// <summary>The disk hangs no more.</summary>
    public void MendDisk()
    {
        Disk.Hangs = false;
        CompleteWrites();
    }

    /// <summary>Makes the roles, recovers and starts them.</summary>
    protected abstract void Start();

    /// <summary>The roles of a new life take back what their disk has.</summary>
    protected void Recover(Dictionary<Role, IRole> roles)
    {
        _roles = roles;
        foreach (var role in roles.Keys.Order())
            Step(role, (core, _) => Disk.Durable(role).ToList().ForEach(core.Recover));
    }

    /// <summary>They may act.</summary>
    protected void Begin()
    {
        foreach (var role in _roles.Keys.Order().ToList())
            Step(role, (core, effects) => core.Start(world.Now, effects));
        Settle();
    }

    protected IRole Get(Role role) => _roles.GetValueOrDefault(role) ?? throw new TraceException($"{Name} is down");

    /// <summary>A role does something, and the others what comes of it.</summary>
    protected void Act(Role role, Action<IRole, Effects> act)
    {
        Step(role, act);
        Settle();
    }

    /// <summary>A role has done something.</summary>
    protected virtual void Stepped(Role role)
    {
    }

    /// <summary>A role answers a client. A node answers those that have talked to it; those who propose for a trace are not there to be answered.</summary>
    protected virtual void Answer(Role role, Address client, IMessage message)
    {
        if (_knownClients.Contains(client.Name) && world.HasClient(client.Name))
            world.Network.Send(PacketOf(role, client, message));
    }

    private void Step(Role role, Action<IRole, Effects> step)
    {
        if (!_roles.TryGetValue(role, out var core))
            return;
        try
        {
            step(core, _effects);
        }
        catch (Exception e) when (e is InvariantException or ForeignJournalException or AmnesiaException)
        {
            _effects.Clear();
            world.Report.Note(Name, $"stops: {e.Message.Split(". ")[0]}");
            Crash(0);
            return;
        }

        Stepped(role);
        var effects = _effects.Items.ToList();
        _effects.Clear();
        foreach (var effect in effects)
            Carry(role, effect);
    }

    private void Carry(Role role, Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Persist:
                Disk.Append(role, effect.Event!);
                break;
            case EffectKind.Send:
                Send(role, effect.To, effect.Message!);
                break;
            case EffectKind.SendWhenDurable:
                if (!Disk.WhenDurable(role, () => Send(role, effect.To, effect.Message!)) && effect.To.Name != Name)
                    world.Network.Hold(PacketOf(role, effect.To, effect.Message!));
                break;
            case EffectKind.Save:
                Disk.Append(role, effect.Snapshot!);
                Disk.WhenDurable(role, () => Send(role, new Address(role, Name), new SnapshotSaved(effect.Snapshot!.Index, IsDurable: true)));
                break;
            case EffectKind.Deliver:
                world.Report.Detail(Name, $"applies {effect.Index} {TraceText.Of(effect.Command!)}");
                break;
            default:
                throw new TraceException($"a role cannot {effect.Kind}");
        }
    }

    private void Send(Role role, Address to, IMessage message)
    {
        if (to.Role == Role.Client)
            Answer(role, to, message);
        else if (to.Node == id)
            _local.Enqueue((new Address(role, Name), to, message));
        else
            world.Network.Send(PacketOf(role, to, message));
    }

    private Packet PacketOf(Role role, Address to, IMessage message)
    {
        var origin = message is ClientMessage passedOn ? Address.Client(passedOn.Client) : new Address(role, Name);
        return new Packet(Name, origin, to, message);
    }

    private void Settle()
    {
        while (_local.TryDequeue(out var next))
        {
            var text = TraceText.Of(next.Message);
            if (world.Filter.Shows(Name, Name, next.Message, text, Fate.Arrived))
                world.Report.Detail($"{Name}>{Name}", text);
            Step(next.To.Role, (role, effects) => role.Receive(world.Now, next.From, next.Message, effects));
        }
    }
}
