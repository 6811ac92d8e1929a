using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Pattern;
using SinglePaxos = Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Actors;

/// <summary>One voter of a group: the supervisor of its roles, each of which is started again after a wait when it stops.</summary>
internal sealed class Group : UntypedActor
{
    private readonly Consensus _consensus;
    private readonly Router _router;

    public Group(Consensus consensus)
    {
        _consensus = consensus;
        _router = new Router(consensus.Settings.NodeId, consensus.Peers);
        var settings = consensus.Settings;
        var self = settings.NodeId;
        var quorum = Quorum.Majority(settings.Members);
        var limits = settings.Limits;
        Supervise(Role.Acceptor, () => new Acceptor(self, quorum, limits, Random.Shared.NextInt64()));
        Supervise(Role.Learner, () => NewLearner(self, quorum, limits));
        Serve(Supervise(Role.Proposer, () => NewProposer(self, quorum, limits)));
        Supervise(Role.RegisterAcceptor, () => new SinglePaxos.Acceptor(self));
        Supervise(Role.RegisterProposer, () => new SinglePaxos.Proposer(self, quorum, SinglePaxos.RegisterLimits.Standard, (ulong)Random.Shared.NextInt64()));
        Serve(Supervise(Role.RegisterLearner, () => new SinglePaxos.Learner(self, SinglePaxos.RegisterLimits.Standard)));
        Supervise(Role.CommitAcceptor, () => new AcceptorRole(self, settings.Commit));
        Serve(Supervise(Role.Coordinator, () => new CoordinatorRole(self, settings.Commit, new CoordinatorMemory(self, settings.Commit))));
    }

    /// <summary>Lets clients outside the cluster reach a role.</summary>
    private static void Serve(IActorRef role) => ClusterClientReceptionist.Get(Context.System).RegisterService(role);

    private static ProposerRole NewProposer(NodeId self, Quorum quorum, GroupSettings limits)
    {
        var proposer = new Proposer(self, quorum, limits);
        return new ProposerRole(self, quorum, limits, new BallotLeaderElection(self, quorum, limits.ElectionTimeout), proposer,
            new PendingRequests(proposer), new SessionMonitor(), new DelayMonitor(), new HandOver(limits));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Suspected suspected:
                _router.Local(Role.Proposer)?.Tell(suspected);
                break;
            case Leave:
                _router.Local(Role.Proposer)?.Forward(message);
                break;
            case Greeting greeting:
                Greet(greeting);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A heartbeat in the name of this node's proposer: the answer goes to it, and shows where the other is.</summary>
    private void Greet(Greeting greeting)
    {
        var from = Core.Address.Proposer(_consensus.Settings.NodeId);
        _consensus.Peers.At(greeting.Seed, Role.Proposer).Tell(new Packet(from, new Heartbeat()), _router.Local(Role.Proposer));
    }

    private static LearnerRole NewLearner(NodeId self, Quorum quorum, GroupSettings limits)
    {
        var table = new SessionTable(new LockTable(TableLimits.Standard));
        return new LearnerRole(self, limits, new Learner(self, quorum, limits, table, new SnapshotTransfer()), table);
    }

    /// <summary>Each life of the actor has a core of its own: what a core knew beyond its journal ends with it.</summary>
    private IActorRef Supervise(Role role, Func<IRole> core)
    {
        var consensus = _consensus;
        var router = _router;
        var child = Props.Create(() => new RoleActor(role, core, consensus, router)).WithDispatcher("akka.consensus.dispatcher");
        var options = Backoff.OnStop(child, "role", consensus.Settings.MinBackoff, consensus.Settings.MaxBackoff, 0.2, maxNrOfRetries: -1);
        var supervisor = Context.ActorOf(BackoffSupervisor.Props(options).WithDispatcher("akka.consensus.dispatcher"), Peers.NameOf(role));
        _router.SetLocal(role, supervisor);
        return supervisor;
    }
}
