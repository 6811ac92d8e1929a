using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.World;

/// <summary>One process: the three roles of a node, with its clock and its disk.</summary>
public sealed class SimulatedNode : Process
{
    private const long TickInterval = 100 * Schedule.Millisecond;

    private readonly VirtualClock _clock;

    public SimulatedNode(SimulatedWorld world, int number, NodeId id, VirtualClock clock)
    {
        World = world;
        Number = number;
        Id = id;
        _clock = clock;
        var (quorum, settings, variant) = (world.Quorum, world.Plan.Group, world.Variant);
        Acceptor = Host(Role.Acceptor, () => variant.NewAcceptor(id, quorum, settings, (long)world.Random.Next()));
        Proposer = Host(Role.Proposer, NewProposer);
        Learner = Host(Role.Learner, () =>
        {
            var table = variant.NewTable(world.Plan.Limits);
            return new LearnerRole(id, settings, variant.NewLearner(id, quorum, settings, table), table);
        });
    }

    public SimulatedWorld World { get; }

    public int Number { get; }

    public NodeId Id { get; }

    public RoleHost Acceptor { get; }

    public RoleHost Proposer { get; }

    public RoleHost Learner { get; }

    public IEnumerable<RoleHost> Roles => [Acceptor, Proposer, Learner];

    public bool IsUp { get; private set; }

    /// <summary>Whether its journal was set back: then it does not start.</summary>
    public bool IsSetBack => Roles.Any(r => r.Disk.IsSetBack);

    /// <summary>Rises with every crash.</summary>
    public int Life { get; private set; }

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
        if (IsSetBack)
        {
            World.Probes.Hit(Probe.JournalThatWasSetBackWasRefused);
            return;
        }

        IsUp = true;
        foreach (var role in Roles)
            role.Start();
        var life = Life;
        World.Schedule.After(World.Random.Between(0, TickInterval), () => Tick(life));
    }

    /// <summary>The process is asked to stop, and passes its leadership on before.</summary>
    public void Leave() => Run(Proposer.Leave);

    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        IsUp = false;
        Forget();
        Life++;
        KnownClients.Clear();
        return Roles.Sum(r => r.Crash());
    }

    private void Tick(int life) => Run(() =>
    {
        if (life != Life)
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
            variant.NewMonitor(), variant.NewDelays(), variant.NewHandOver(settings));
    }

    private RoleHost Host(Role role, Func<IRole> create)
    {
        var host = default(RoleHost);
        var disk = new Disk(this, role)
        {
            Send = (to, message) => World.Send(host!, to, message),
            OnDurable = change => World.Watch.BecameDurable(host!, change),
            OnFailed = () => host!.Supervisor.Failed(),
            OnReverted = () => World.Watch.Reverted(host!),
        };
        var snapshots = new SnapshotStore(this) { OnDurable = snapshot => World.Watch.BecameDurable(host!, snapshot) };
        host = new RoleHost(this, role, create) { Disk = disk, Snapshots = snapshots };
        return host;
    }
}
