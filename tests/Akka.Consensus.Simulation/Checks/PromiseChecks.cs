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

    public override void Reverted(RoleHost host, DurableAcceptor former) => _told.Remove(host.Node);

    public override void Recovered(RoleHost host)
    {
        if (host.Core is Acceptor acceptor && acceptor.Promised < Told(host.Node))
            throw Broken($"{host.Node.Id} remembers the promise {acceptor.Promised}, but told {Told(host.Node)}");
    }

    private Ballot Told(SimulatedNode node) => _told.TryGetValue(node, out var told) ? told : Ballot.Zero;
}

/// <summary>
/// P1 where it cannot be kept: a voter whose disk has forgotten what it told does not vote again. A write that failed and was stored later was
/// never told of: to lose that is nothing.
/// </summary>
public sealed class TheForgetfulDoNotVote(Watch watch) : Checker(watch)
{
    private readonly HashSet<SimulatedNode> _forgetful = [];
    private readonly Dictionary<SimulatedNode, Told> _told = [];

    public override string Id => "amnesia";

    private readonly record struct Told(Ballot Promised, Ballot Accepted, LogIndex UpTo, long Round)
    {
        public bool IsBeyond(DurableAcceptor memory) =>
            Promised > memory.Promised || (Accepted, UpTo).CompareTo((memory.Accepted, memory.Last)) > 0;
    }

    public override void Reverted(RoleHost host, DurableAcceptor former)
    {
        // What was accepted and turned out not to be chosen is replaced by what was: that is not forgotten.
        var (node, told) = (host.Node, _told.GetValueOrDefault(host.Node));
        if (told.Round > Watch.ReservedRound(node) || (told.IsBeyond(Watch.Memory(node)) && !told.IsBeyond(former)))
            _forgetful.Add(node);
    }

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is not (Promise or Accepted or Prepare))
            return;
        if (_forgetful.Contains(from))
            throw Broken($"{from.Id} has lost its memory, and says {message}");
        var told = _told.GetValueOrDefault(from);
        _told[from] = message switch
        {
            Promise promise when promise.Ballot > told.Promised => told with { Promised = promise.Ballot },
            Accepted vote when (vote.Ballot, vote.UpTo).CompareTo((told.Accepted, told.UpTo)) > 0 => told with { Accepted = vote.Ballot, UpTo = vote.UpTo },
            Prepare prepare when prepare.Ballot.Round > told.Round => told with { Round = prepare.Ballot.Round },
            _ => told,
        };
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
