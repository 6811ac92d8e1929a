using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.World;

/// <summary>One process: the three roles of a node, with its clock and its disk.</summary>
public sealed class SimulatedNode : Process
{
    private const long TickInterval = 100 * Schedule.Millisecond;

    private readonly VirtualClock _clock;
    private int _life;

    public SimulatedNode(SimulatedWorld world, int number, NodeId id, VirtualClock clock)
    {
        World = world;
        Number = number;
        Id = id;
        _clock = clock;
        var (quorum, settings, variant) = (world.Quorum, world.Plan.Group, world.Variant);
        Acceptor = Host(Role.Acceptor, () => variant.NewAcceptor(id, quorum, settings));
        Proposer = Host(Role.Proposer, NewProposer);
        Learner = Host(Role.Learner, () => new LearnerRole(id, settings, new SessionTable(variant.NewLocks(world.Plan.Limits))));
    }

    public SimulatedWorld World { get; }

    public int Number { get; }

    public NodeId Id { get; }

    public RoleHost Acceptor { get; }

    public RoleHost Proposer { get; }

    public RoleHost Learner { get; }

    public IEnumerable<RoleHost> Roles => [Acceptor, Proposer, Learner];

    public bool IsUp { get; private set; }

    public TimeSpan Now => _clock.At(World.Schedule.Now);

    /// <summary>The clients that have talked to this process: it knows a way to answer them.</summary>
    public HashSet<string> KnownClients { get; } = [];

    public ProposerRole? ProposerCore => (ProposerRole?)Proposer.Core;

    public LearnerRole? LearnerCore => (LearnerRole?)Learner.Core;

    public Acceptor? AcceptorCore => (Acceptor?)Acceptor.Core;

    public RoleHost Host(Role role) => role switch
    {
        Role.Acceptor => Acceptor,
        Role.Proposer => Proposer,
        _ => Learner,
    };

    public void Start()
    {
        if (IsUp)
            return;
        IsUp = true;
        foreach (var role in Roles)
            role.Start();
        var life = _life;
        World.Schedule.After(World.Random.Between(0, TickInterval), () => Tick(life));
    }

    /// <summary>The process is asked to stop, and passes its leadership on before.</summary>
    public void Leave() => Run(Proposer.Leave);

    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        IsUp = false;
        Forget();
        _life++;
        KnownClients.Clear();
        return Roles.Sum(r => r.Crash());
    }

    private void Tick(int life) => Run(() =>
    {
        if (life != _life)
            return;
        foreach (var role in Roles)
            role.Tick();
        var jitter = World.Random.Between(-TickInterval / 20, TickInterval / 20);
        World.Schedule.After(_clock.Real(TickInterval + jitter), () => Tick(life));
    });

    private ProposerRole NewProposer()
    {
        var (quorum, settings, variant) = (World.Quorum, World.Plan.Group, World.Variant);
        var proposer = variant.NewProposer(Id, quorum, settings);
        return new ProposerRole(Id, quorum, settings, variant.NewElection(Id, quorum, settings), proposer, variant.NewRequests(proposer),
            variant.NewMonitor(), variant.NewHandOver(settings));
    }

    private RoleHost Host(Role role, Func<IRole> create)
    {
        var host = default(RoleHost);
        var disk = new Disk(World.Schedule, World.Random, World.Conditions, Number)
        {
            OnDurable = change => World.Watch.BecameDurable(host!, change),
            Run = Run,
        };
        host = new RoleHost(this, role, create) { Disk = disk };
        return host;
    }
}
