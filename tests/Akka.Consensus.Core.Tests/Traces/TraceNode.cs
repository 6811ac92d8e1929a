using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>A node: its three roles, driven as the actor shell drives them. What its roles say to one another needs no time.</summary>
internal sealed class TraceNode : TraceProcess
{
    private static readonly Role[] Roles = [Role.Acceptor, Role.Proposer, Role.Learner];

    private readonly TraceWorld _world;
    private readonly NodeId _id;
    private readonly Effects _effects = new();
    private readonly Queue<(Address From, Address To, IMessage Message)> _local = new();
    private readonly HashSet<string> _knownClients = [];
    private Dictionary<Role, IRole> _roles = [];
    private TraceNotes? _notes;

    public TraceNode(TraceWorld world, NodeId id, TimeSpan tickAt)
        : base(id.Value, tickAt)
    {
        _world = world;
        _id = id;
        Disk = new TraceDisk(world.Report, Name);
        foreach (var journal in world.Founded)
            Found(journal);
        Start();
    }

    public TraceDisk Disk { get; }

    /// <summary>How it stands to the leader.</summary>
    public string Standing => _notes!.Standing;

    public Acceptor Acceptor => (Acceptor)Get(Role.Acceptor);

    public ProposerRole Proposer => (ProposerRole)Get(Role.Proposer);

    public LearnerRole Learner => (LearnerRole)Get(Role.Learner);

    public override void Receive(Address from, Address to, IMessage message)
    {
        if (message is ClientMessage known)
            _knownClients.Add(known.Client.Value);
        Step(to.Role, role => role.Receive(_world.Now, from, message, _effects));
        Settle();
    }

    public override void Tick()
    {
        foreach (var role in Roles)
        {
            Step(role, core => core.Tick(_world.Now, _effects));
            Settle();
        }
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

    /// <summary>The node is asked to leave: it is about to stop.</summary>
    public void Leave()
    {
        Step(Role.Proposer, _ => Proposer.Leave(_world.Now, _effects));
        Settle();
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

    /// <summary>Clients that are not part of the trace open sessions: the simplest entries there are. A leader takes them on as one batch.</summary>
    public void Propose(IReadOnlyList<string> clients)
    {
        var openings = clients.Select(c => new OpenSession(new ClientId(c), 1, SessionTable.MaxTimeToLive)).ToList();
        if (Proposer.Proposer.Phase != Phase.Leading)
        {
            openings.ForEach(o => Receive(Address.Client(o.Client), Address.Proposer(_id), new ClientCommands(o.Client, [o])));
            return;
        }

        Step(Role.Proposer, _ =>
        {
            openings.ForEach(o => Proposer.Requests.Propose(o));
            Proposer.Proposer.Flush(_effects);
        });
        Settle();
    }

    private IRole Get(Role role) => _roles.GetValueOrDefault(role) ?? throw new TraceException($"{Name} is down");

    /// <summary>The group is there already: this node's journal has begun, and every voter knows it.</summary>
    private void Found(KnownJournal journal)
    {
        if (journal.Node != _id)
            return;
        Disk.Append(Role.Acceptor, new Genesis(_id, _world.Quorum.Members, journal.Mark.Incarnation));
        Disk.Append(Role.Acceptor, new Admitted());
        Disk.Append(Role.Proposer, new Reserved(0, _world.Founded));
    }

    private void Start()
    {
        var isNew = !Disk.Durable(Role.Acceptor).Any();
        var table = new SessionTable(new LockTable(TableLimits.Standard));
        var learner = new Learner(_id, _world.Quorum, _world.Settings, table, new SnapshotTransfer());
        var election = new BallotLeaderElection(_id, _world.Quorum, _world.Settings.ElectionTimeout);
        var proposer = new Proposer(_id, _world.Quorum, _world.Settings);
        _roles = new Dictionary<Role, IRole>
        {
            [Role.Acceptor] = new Acceptor(_id, _world.Quorum, _world.Settings, isNew ? _world.NextJournal() : 0),
            [Role.Proposer] = new ProposerRole(_id, _world.Quorum, _world.Settings, election, proposer,
                new PendingRequests(proposer), new SessionMonitor(), new DelayMonitor(), new HandOver(_world.Settings)),
            [Role.Learner] = new LearnerRole(_id, _world.Settings, learner, table),
        };
        _notes = new TraceNotes(_world.Report, _id, Proposer);
        foreach (var role in Roles)
            Step(role, core => Disk.Durable(role).ToList().ForEach(core.Recover));
        if (!IsUp)
            return;
        if (!isNew)
            _world.Report.Note(Name, $"starts again: {TraceStates.Memory(Acceptor)} reserved={Proposer.Proposer.ReservedRound}");
        foreach (var role in Roles)
            Step(role, core => core.Start(_world.Now, _effects));
        Settle();
    }

    private void Step(Role role, Action<IRole> step)
    {
        if (!_roles.TryGetValue(role, out var core))
            return;
        try
        {
            step(core);
        }
        catch (Exception e) when (e is InvariantException or ForeignJournalException or AmnesiaException)
        {
            _effects.Clear();
            _world.Report.Note(Name, $"stops: {e.Message.Split(". ")[0]}");
            Crash(0);
            return;
        }

        if (role == Role.Proposer)
            _notes?.Take();
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
                    _world.Network.Hold(PacketOf(role, effect.To, effect.Message!));
                break;
            case EffectKind.Save:
                Disk.Append(role, effect.Snapshot!);
                Disk.WhenDurable(role, () => Send(role, new Address(role, Name), new SnapshotSaved(effect.Snapshot!.Index, IsDurable: true)));
                break;
            case EffectKind.Deliver:
                _world.Report.Detail(Name, $"applies {effect.Index} {TraceText.Of(effect.Command!)}");
                break;
            default:
                throw new TraceException($"a role cannot {effect.Kind}");
        }
    }

    private void Send(Role role, Address to, IMessage message)
    {
        // A node answers the clients that have talked to it. Those who propose for a trace are not there to be answered.
        if (to.Role == Role.Client && (!_knownClients.Contains(to.Name) || !_world.HasClient(to.Name)))
            return;
        if (to.Role != Role.Client && to.Node == _id)
            _local.Enqueue((new Address(role, Name), to, message));
        else
            _world.Network.Send(PacketOf(role, to, message));
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
            if (_world.Filter.Shows(Name, Name, next.Message, text, Fate.Arrived))
                _world.Report.Detail($"{Name}>{Name}", text);
            Step(next.To.Role, role => role.Receive(_world.Now, next.From, next.Message, _effects));
        }
    }
}
