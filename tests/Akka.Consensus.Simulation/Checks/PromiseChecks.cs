using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>P1: a promise never goes down, neither the durable one nor the one that was told, across restarts too.</summary>
public sealed class PromisesNeverGoDown(Watch watch) : Checker(watch)
{
    private readonly Dictionary<SimulatedNode, Ballot> _told = [];

    public override string Id => "P1";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is not Promise promise)
            return;
        if (promise.Ballot < Told(from))
            throw Broken($"{from.Id} promises {promise.Ballot} after {Told(from)}");
        _told[from] = promise.Ballot;
    }

    public override void BecameDurable(RoleHost host, IEvent change)
    {
        if (change is Promised promised && promised.Ballot < Watch.Memory(host.Node).Promised)
            throw Broken($"{host.Node.Id} stores the promise {promised.Ballot} after {Watch.Memory(host.Node).Promised}");
    }

    public override void Reverted(RoleHost host) => _told.Remove(host.Node);

    public override void Recovered(RoleHost host)
    {
        if (host.Core is Acceptor acceptor && acceptor.Promised < Told(host.Node))
            throw Broken($"{host.Node.Id} remembers the promise {acceptor.Promised}, but told {Told(host.Node)}");
    }

    private Ballot Told(SimulatedNode node) => _told.TryGetValue(node, out var told) ? told : Ballot.Zero;
}

/// <summary>P1 where it cannot be kept: a voter that has lost its memory does not vote again.</summary>
public sealed class TheForgetfulDoNotVote(Watch watch) : Checker(watch)
{
    private readonly HashSet<SimulatedNode> _forgetful = [];

    public override string Id => "amnesia";

    public override void Reverted(RoleHost host) => _forgetful.Add(host.Node);

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is Promise or Accepted or Prepare && _forgetful.Contains(from))
            throw Broken($"{from.Id} has lost its memory, and says {message}");
    }
}

/// <summary>P2: no vote below the promise.</summary>
public sealed class NoVoteBelowThePromise(Watch watch) : Checker(watch)
{
    private readonly Dictionary<SimulatedNode, Ballot> _told = [];

    public override string Id => "P2";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is Promise promise)
            _told[from] = promise.Ballot;
        else if (message is Accepted vote && _told.TryGetValue(from, out var told) && vote.Ballot < told)
            throw Broken($"{from.Id} votes in {vote.Ballot} after it promised {told}");
    }

    public override void BecameDurable(RoleHost host, IEvent change)
    {
        if (change is not Appended appended)
            return;

        // Chosen entries fetched while catching up are stored under the old accepted ballot: no vote.
        var memory = Watch.Memory(host.Node);
        if (appended.Ballot != memory.Promised && appended.Ballot != memory.Accepted)
            throw Broken($"{host.Node.Id} stores a vote in {appended.Ballot}; it promised {memory.Promised}");
    }
}

/// <summary>P9: those who promised a ballot meet every phase-2 quorum, and those whose votes count for it meet every phase-1 quorum.</summary>
public sealed class QuorumsMeet(Watch watch) : Checker(watch)
{
    private readonly Dictionary<Ballot, HashSet<SimulatedNode>> _promised = [];

    public override string Id => "P9";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        var quorum = World.Quorum;
        switch (message)
        {
            case Promise promise:
                if (!_promised.TryGetValue(promise.Ballot, out var members))
                    _promised.Add(promise.Ballot, members = []);
                members.Add(from);
                break;
            case Accept accept:
                var promises = _promised.TryGetValue(accept.Ballot, out var givers) ? givers.Count : 0;
                if (promises + quorum.Phase2 <= quorum.Members.Length)
                    throw Broken($"{from.Id} proposes in {accept.Ballot} on {promises} promises");
                break;
            case Commit commit when from.ProposerCore is { IsEstablished: true }:
                var votes = 0;
                for (var i = 0; i < World.Nodes.Count; i++)
                    votes += Watch.Memory(World.Nodes[i]).VotedUpTo(commit.Ballot) >= commit.Committed ? 1 : 0;
                if (votes + quorum.Phase1 <= quorum.Members.Length)
                    throw Broken($"{from.Id} calls {commit.Committed} chosen in {commit.Ballot} on {votes} votes");
                break;
        }
    }
}
