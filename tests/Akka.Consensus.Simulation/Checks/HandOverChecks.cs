using Akka.Consensus.Core;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>E1: a hand-over deposes nobody but who hands over: who has been told of a later leader does not take over.</summary>
public sealed class HandOversDeposeNobodyElse(Watch watch) : Checker(watch)
{
    private readonly Dictionary<SimulatedNode, Ballot> _told = [];
    private (SimulatedNode Node, Ballot Handing, Ballot Before)? _asked;

    public override string Id => "E1";

    public override void Recovered(RoleHost host)
    {
        if (host.Role == Role.Proposer)
            _told.Remove(host.Node);
    }

    public override void Received(Address to, Address from, IMessage message)
    {
        if (to.Role != Role.Proposer)
            return;
        var node = World.Node(to.Node);
        if (message is HeartbeatReply reply)
            _told[node] = new[] { _told.GetValueOrDefault(node, Ballot.Zero), reply.Ballot, reply.Leader }.Max();
        else if (message is TakeOver request)
            _asked = (node, request.Ballot, node.ProposerCore!.Proposer.Ballot);
    }

    public override void Stepped(RoleHost host)
    {
        if (_asked is not { } asked || host != asked.Node.Proposer)
            return;
        _asked = null;
        var own = asked.Node.ProposerCore!.Proposer.Ballot;
        var told = _told.GetValueOrDefault(asked.Node, Ballot.Zero);
        if (own != asked.Before && (told > asked.Handing || asked.Before > asked.Handing))
            throw Broken($"{asked.Node.Id} takes over from {asked.Handing} with {own}, though it was told of {told}, and led {asked.Before}");
    }
}
