using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>A node of a replicated log: its three roles.</summary>
internal sealed class TraceNode : TraceHost
{
    private TraceNotes? _notes;

    public TraceNode(TraceWorld world, NodeId id, TimeSpan tickAt)
        : base(world, id, tickAt)
    {
        foreach (var journal in world.Founded)
            Found(journal);
        Start();
    }

    /// <summary>How it stands to the leader.</summary>
    public string Standing => _notes!.Standing;

    public Acceptor Acceptor => (Acceptor)Get(Role.Acceptor);

    public ProposerRole Proposer => (ProposerRole)Get(Role.Proposer);

    public LearnerRole Learner => (LearnerRole)Get(Role.Learner);

    protected override IReadOnlyList<Role> Roles { get; } = [Role.Acceptor, Role.Proposer, Role.Learner];

    /// <summary>The node is asked to leave: it is about to stop.</summary>
    public void Leave() => Act(Role.Proposer, (_, effects) => Proposer.Leave(World.Now, effects));

    /// <summary>Clients that are not part of the trace open sessions: the simplest entries there are. A leader takes them on as one batch.</summary>
    public void Propose(IReadOnlyList<string> clients)
    {
        var openings = clients.Select(c => new OpenSession(new ClientId(c), 1, SessionTable.MaxTimeToLive)).ToList();
        if (Proposer.Proposer.Phase != Phase.Leading)
        {
            openings.ForEach(o => Receive(Address.Client(o.Client), Address.Proposer(Id), new ClientCommands(o.Client, [o])));
            return;
        }

        Act(Role.Proposer, (_, effects) =>
        {
            openings.ForEach(o => Proposer.Requests.Propose(o));
            Proposer.Proposer.Flush(effects);
        });
    }

    protected override void Start()
    {
        var isNew = !Disk.Durable(Role.Acceptor).Any();
        var (quorum, settings) = (World.Quorum, World.Settings);
        var table = new SessionTable(new LockTable(TableLimits.Standard));
        var learner = new Learner(Id, quorum, settings, table, new SnapshotTransfer());
        var election = new BallotLeaderElection(Id, quorum, settings.ElectionTimeout);
        var proposer = new Proposer(Id, quorum, settings);
        var role = new ProposerRole(Id, quorum, settings, election, proposer,
            new PendingRequests(proposer), new SessionMonitor(), new DelayMonitor(), new HandOver(settings));
        _notes = new TraceNotes(World.Report, Id, role);
        Recover(new Dictionary<Role, IRole>
        {
            [Role.Acceptor] = new Acceptor(Id, quorum, settings, isNew ? World.NextJournal() : 0),
            [Role.Proposer] = role,
            [Role.Learner] = new LearnerRole(Id, settings, learner, table),
        });
        if (!IsUp)
            return;
        if (!isNew)
            World.Report.Note(Name, $"starts again: {TraceStates.Memory(Acceptor)} reserved={Proposer.Proposer.ReservedRound}");
        Begin();
    }

    protected override void Stepped(Role role)
    {
        if (role == Role.Proposer)
            _notes?.Take();
    }

    /// <summary>The group is there already: this node's journal has begun, and every voter knows it.</summary>
    private void Found(KnownJournal journal)
    {
        if (journal.Node != Id)
            return;
        Disk.Append(Role.Acceptor, new Genesis(Id, World.Quorum.Members, journal.Mark.Incarnation));
        Disk.Append(Role.Acceptor, new Admitted());
        Disk.Append(Role.Proposer, new Reserved(0, World.Founded));
    }
}
