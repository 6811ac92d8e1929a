using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Consensus.Actors;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Client;

/// <summary>How a client's messages reach the voters.</summary>
internal interface IClientTransport
{
    /// <summary>Sends to a role of a node, or of any. What cannot be sent is lost: the client asks again.</summary>
    void Send(Address target, Packet packet, IActorRef sender);
}

/// <summary>From within the cluster: straight to the node.</summary>
internal sealed class MemberTransport(Peers peers) : IClientTransport
{
    public void Send(Address target, Packet packet, IActorRef sender)
    {
        var role = target.Node == LockClient.AnyNode ? null : peers.Find(target.Node, target.Role);
        (role ?? peers.Any(target.Role))?.Tell(packet, sender);
    }
}

/// <summary>From outside the cluster: through whichever node the ClusterClient is in touch with; that node passes on what is for the leader.</summary>
internal sealed class OutsideTransport(IActorRef clusterClient, string group) : IClientTransport
{
    public void Send(Address target, Packet packet, IActorRef sender) =>
        clusterClient.Tell(new ClusterClient.Send(Peers.PathOf(group, target.Role), packet, localAffinity: !IsForSome(packet.Message)), sender);

    /// <summary>What one node remembers another may have forgotten: such a question goes now to one, now to another.</summary>
    private static bool IsForSome(Core.IMessage message) => message is EventQuery { IsLinearizable: false } or NumberedRequest;
}

/// <summary>The way from an ActorSystem to the voters: one for all that it asks.</summary>
internal sealed class ClientTransports : IExtension
{
    private ClientTransports(IClientTransport transport, IActorRef? clusterClient)
    {
        Transport = transport;
        ClusterClient = clusterClient;
    }

    /// <summary>The way.</summary>
    public IClientTransport Transport { get; }

    /// <summary>The actor that is in touch with the cluster; null in a member.</summary>
    public IActorRef? ClusterClient { get; }

    /// <summary>The way from an ActorSystem.</summary>
    /// <exception cref="ConsensusConfigurationException">There is none.</exception>
    public static ClientTransports Get(ActorSystem system) => system.WithExtension<ClientTransports, Provider>();

    /// <summary>Makes the extension.</summary>
    internal sealed class Provider : ExtensionIdProvider<ClientTransports>
    {
        /// <inheritdoc/>
        public override ClientTransports CreateExtension(ExtendedActorSystem system)
        {
            var consensus = Consensus.Get(system);
            var settings = consensus.Settings;
            if (settings.ContactPoints.IsEmpty)
            {
                return system.Settings.HasCluster
                    ? new ClientTransports(new MemberTransport(consensus.Peers), clusterClient: null)
                    : throw new ConsensusConfigurationException(
                        "this ActorSystem is not a member of a cluster: set akka.consensus.client.contact-points to some nodes of one");
            }

            system.Settings.InjectTopLevelFallback(ClusterClientReceptionist.DefaultConfig());
            system.Settings.InjectTopLevelFallback(DistributedPubSub.DefaultConfig());
            var contacts = settings.ContactPoints.Select(c => ActorPath.Parse(c + "/system/receptionist"));
            var config = system.Settings.Config.GetConfig("akka.consensus.client.cluster-client");
            var clusterClient = ClusterClientSettings.Create(config).WithInitialContacts([.. contacts]);
            var contact = system.SystemActorOf(Cluster.Tools.Client.ClusterClient.Props(clusterClient).WithDispatcher("akka.consensus.dispatcher"),
                "consensus-contact");
            return new ClientTransports(new OutsideTransport(contact, settings.Group), contact);
        }
    }
}
