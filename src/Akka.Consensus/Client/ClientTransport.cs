using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Client;

/// <summary>How a client's messages reach the voters.</summary>
internal interface IClientTransport
{
    /// <summary>Sends to the proposer of a node, or of any. What cannot be sent is lost: the client asks again.</summary>
    void Send(NodeId target, Packet packet, IActorRef sender);
}

/// <summary>From within the cluster: straight to the node.</summary>
internal sealed class MemberTransport(Peers peers) : IClientTransport
{
    public void Send(NodeId target, Packet packet, IActorRef sender)
    {
        var proposer = target == LockClient.AnyNode ? null : peers.Find(target, Role.Proposer);
        (proposer ?? peers.AnyProposer())?.Tell(packet, sender);
    }
}

/// <summary>From outside the cluster: through whichever node the ClusterClient is in touch with; that node passes it on to the leader.</summary>
internal sealed class OutsideTransport(IActorRef clusterClient, string group) : IClientTransport
{
    private readonly string _path = Peers.PathOf(group, Role.Proposer);

    public void Send(NodeId target, Packet packet, IActorRef sender) =>
        clusterClient.Tell(new ClusterClient.Send(_path, packet, localAffinity: !IsForSome(packet.Message)), sender);

    /// <summary>What one node remembers another may have forgotten: such a question goes now to one, now to another.</summary>
    private static bool IsForSome(IMessage message) => message is EventQuery { IsLinearizable: false };
}
