using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Akka.Consensus.Actors;
using Akka.Consensus.Events;
using Akka.Consensus.Journal;
using Akka.Consensus.Telemetry;
using Akka.Consensus.Transactions;
using Akka.Event;

namespace Akka.Consensus;

/// <summary>
/// The consensus of one ActorSystem: on a node with the cluster role <c>consensus</c> the Paxos roles, which vote; on all others only
/// the knowledge of where the voters are. Thread-safe.
/// </summary>
public sealed class Consensus : IExtension
{
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Consensus(ExtendedActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(DefaultConfig());
        Settings = ConsensusSettings.Create(system.Settings.Config);
        Peers = new Peers(system, Settings);
        View = new NodeView(Settings, TransactionBoard.Get(system));
        if (!system.Settings.HasCluster)
            return;

        var cluster = Cluster.Cluster.Get(system);
        var isVoter = cluster.SelfRoles.Contains(Settings.Role);
        if (isVoter)
        {
            CheckVoter(cluster);
            JournalExtension.Get(system).Store.Taken.ContinueWith(t => GiveUp(system, t.Result), TaskScheduler.Default);
            Show(system);
        }

        var board = TransactionBoard.Get(system);
        system.SystemActorOf(Props.Create(() => new TransactionsActor(board)), TransactionsActor.Name);
        var guardian = system.SystemActorOf(Props.Create(() => new Guardian(this, isVoter)), "consensus");
        if (!isVoter)
            return;
        _failed.Task.ContinueWith(_ => guardian.Tell(Guardian.StopVoting.Instance), TaskScheduler.Default);
        Leaving.BeforeShutdown(system, this, guardian);
    }

    /// <summary>What is configured.</summary>
    public ConsensusSettings Settings { get; }

    /// <summary>Completes, with the reason, when this node has stopped to vote for good: its state or its journal cannot be trusted.</summary>
    public Task<string> Failed => _failed.Task;

    internal Peers Peers { get; }

    /// <summary>What this node shows of its votes; nothing if it has none.</summary>
    internal NodeView View { get; }

    /// <summary>The consensus of an ActorSystem, started if it was not.</summary>
    /// <exception cref="ConsensusConfigurationException">The configuration below <c>akka.consensus</c> cannot be used.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public static Consensus Get(ActorSystem system) => system.WithExtension<Consensus, ConsensusProvider>();

    /// <summary>The library's defaults.</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource<Consensus>("Akka.Consensus.reference.conf");

    /// <summary>Stops this node's votes: called by a role that found its own state impossible.</summary>
    internal void Fail(string reason) => _failed.TrySetResult(reason);

    private void GiveUp(ActorSystem system, JournalException taken)
    {
        system.Log.Error("this voter stops for good: {0}", taken.Message);
        Fail($"this voter stops for good: {taken.Message}");
    }

    private void Show(ExtendedActorSystem system)
    {
        NodeInstruments.Started(View);
        system.RegisterOnTermination(() => NodeInstruments.Stopped(View));
        if (!Settings.PublishEvents)
            return;
        var mediator = DistributedPubSub.Get(system).Mediator;
        View.Publisher = new LockEventPublisher(View.Group, View.Node, () => View.Leads,
            events => mediator.Tell(new Publish(PublishedLockEvents.Topic, events)));
    }

    private void CheckVoter(Cluster.Cluster cluster)
    {
        var node = Settings.NodeId;
        if (node.Value.Length == 0)
            throw new ConsensusConfigurationException($"a node with the cluster role '{Settings.Role}' votes: set akka.consensus.node-id");
        if (!Settings.Members.Contains(node))
        {
            throw new ConsensusConfigurationException(
                $"'{node}' is not one of akka.consensus.members ({string.Join(", ", Settings.Members)}): correct node-id or members");
        }

        if (!cluster.SelfRoles.Contains(ConsensusSettings.RoleOf(node)))
        {
            throw new ConsensusConfigurationException(
                $"add \"{ConsensusSettings.RoleOf(node)}\" to akka.cluster.roles: by it the other voters find this node");
        }
    }
}

/// <summary>Makes the extension.</summary>
public sealed class ConsensusProvider : ExtensionIdProvider<Consensus>
{
    /// <inheritdoc/>
    public override Consensus CreateExtension(ExtendedActorSystem system) => new(system);
}
