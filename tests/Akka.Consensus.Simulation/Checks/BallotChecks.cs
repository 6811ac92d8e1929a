using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>P3: one value for a ballot and an index, and one life of one proposer for a ballot.</summary>
public sealed class OneValueForABallot(Watch watch) : Checker(watch)
{
    private readonly Dictionary<Ballot, Proposed> _ballots = [];

    private sealed class Proposed(int life)
    {
        public int Life { get; } = life;

        public LogIndex? Adopted { get; set; }

        public Dictionary<long, Command> Entries { get; } = [];
    }

    public override string Id => "P3";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is Prepare prepare)
            Of(from, prepare.Ballot);
        if (message is not Accept accept)
            return;
        var proposed = Of(from, accept.Ballot);
        if ((proposed.Adopted ??= accept.Adopted) != accept.Adopted)
            throw Broken($"{accept.Ballot} adopted up to {proposed.Adopted}, and now {accept.Adopted}");
        for (var i = 0; i < accept.Entries.Count; i++)
        {
            var index = accept.Previous.Value + i + 1;
            if (!proposed.Entries.TryAdd(index, accept.Entries[i]) && proposed.Entries[index] != accept.Entries[i])
                throw Broken($"{accept.Ballot} proposed {proposed.Entries[index]} at {index}, and now {accept.Entries[i]}");
        }
    }

    public override void BecameDurable(RoleHost host, IEvent change)
    {
        var memory = Watch.Memory(host.Node);

        // Chosen entries fetched while catching up are stored under the old accepted ballot: no vote.
        if (change is not Appended vote || vote.Ballot < memory.Promised || !_ballots.TryGetValue(vote.Ballot, out var proposed))
            return;
        var last = vote.Previous + vote.Entries.Count;
        if (last < proposed.Adopted)
            throw Broken($"{host.Node.Id} takes on {vote.Ballot} up to {last} only: what was adopted ends at {proposed.Adopted}");
        if (memory.Accepted != vote.Ballot)
        {
            for (var i = 1; i <= vote.Previous.Value; i++)
                Compare(host.Node, vote.Ballot, proposed, i, memory.Log[i - 1]);
        }

        for (var i = 0; i < vote.Entries.Count; i++)
            Compare(host.Node, vote.Ballot, proposed, vote.Previous.Value + i + 1, vote.Entries[i]);
    }

    private void Compare(SimulatedNode node, Ballot ballot, Proposed proposed, long index, Command entry)
    {
        if (proposed.Entries.TryGetValue(index, out var value) && value != entry)
            throw Broken($"{node.Id} votes in {ballot} for {entry} at {index}, where {value} was proposed");
    }

    private Proposed Of(SimulatedNode from, Ballot ballot)
    {
        if (!_ballots.TryGetValue(ballot, out var proposed))
            _ballots.Add(ballot, proposed = new Proposed(from.Proposer.Life));
        if (proposed.Life != from.Proposer.Life || ballot.Node != from.Id)
            throw Broken($"{ballot} is used again, by another life of its proposer");
        return proposed;
    }
}

/// <summary>
/// P4: every accept is justified by a phase-1 quorum: among the promises that had come, it adopted the log of the highest accepted ballot, and
/// of those the longest, of some quorum.
/// </summary>
public sealed class AcceptsAreJustified(Watch watch) : Checker(watch)
{
    private readonly Dictionary<Promise, IReadOnlyList<Command>> _logs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Ballot, List<(string From, Promise Promise)>> _promises = [];
    private readonly Dictionary<Ballot, List<Promise>> _adoptable = [];

    public override string Id => "P4";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is Promise promise)
        {
            var memory = Watch.Memory(from);
            if (!_adoptable.ContainsKey(promise.Ballot) && memory.Accepted == promise.Accepted)
                _logs[promise] = [.. memory.Log.Take((int)promise.Last.Value)];
        }
        else if (message is Accept accept)
        {
            Judge(from, accept);
        }
    }

    public override void Received(Address to, Address from, IMessage message)
    {
        if (message is not Promise promise || to.Role != Role.Proposer || promise.Ballot.Node != to.Node
            || _adoptable.ContainsKey(promise.Ballot))
            return;
        if (!_promises.TryGetValue(promise.Ballot, out var promises))
            _promises.Add(promise.Ballot, promises = []);
        promises.Add((from.Name, promise));
    }

    private void Judge(SimulatedNode from, Accept accept)
    {
        if (!_adoptable.TryGetValue(accept.Ballot, out var adoptable))
        {
            var promises = _promises.TryGetValue(accept.Ballot, out var received) ? received : [];
            adoptable = [.. promises.Where(p => IsAheadOfAQuorum(p.Promise, promises)).Select(p => p.Promise)];
            _adoptable.Add(accept.Ballot, adoptable);
        }

        adoptable.RemoveAll(p => accept.Adopted != p.Last || !IsOf(p, accept));
        if (adoptable.Count == 0)
            throw Broken($"{from.Id} proposes in {accept.Ballot} a log up to {accept.Adopted} that is not the newest of a phase-1 quorum");
    }

    private bool IsAheadOfAQuorum(Promise ahead, List<(string From, Promise Promise)> promises)
    {
        return promises.Where(p => (p.Promise.Accepted, p.Promise.Last).CompareTo((ahead.Accepted, ahead.Last)) <= 0)
            .Select(p => p.From).Distinct().Count() >= World.Quorum.Phase1;
    }

    private bool IsOf(Promise promise, Accept accept)
    {
        if (!_logs.TryGetValue(promise, out var log))
            return true;
        for (var i = 0; i < accept.Entries.Count && accept.Previous.Value + i < log.Count; i++)
        {
            if (log[(int)accept.Previous.Value + i] != accept.Entries[i])
                return false;
        }

        return true;
    }
}

/// <summary>P8: whatever left a node would still be true if it crashed now and recovered.</summary>
public sealed class WhatLeftWouldSurvive(Watch watch) : Checker(watch)
{
    public override string Id => "P8";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        var memory = Watch.Memory(from);
        switch (message)
        {
            case Promise promise:
                if (memory.Promised < promise.Ballot)
                    throw Broken($"{from.Id} promises {promise.Ballot}; its disk says {memory.Promised}");
                if (from.Acceptor.Disk.HasStrayWrite)
                    break; // another log than the acceptor's has just come about on its disk, and ends its life with its next write
                if (memory.Accepted < promise.Accepted || (memory.Accepted == promise.Accepted && memory.Last < promise.Last))
                    throw Broken($"{from.Id} tells of {promise.Accepted} up to {promise.Last}; its disk says {memory.Accepted} up to {memory.Last}");
                break;
            case Accepted vote when memory.VotedUpTo(vote.Ballot) < vote.UpTo:
                throw Broken($"{from.Id} votes in {vote.Ballot} up to {vote.UpTo}; its disk says {memory.VotedUpTo(vote.Ballot)}");
            case Prepare prepare when Watch.ReservedRound(from) < prepare.Ballot.Round:
                throw Broken($"{from.Id} uses {prepare.Ballot}; its disk has reserved {Watch.ReservedRound(from)}");
        }
    }

    public override void Recovered(RoleHost host)
    {
        if (host.Core is not Acceptor acceptor)
            return;
        var memory = Watch.Memory(host.Node);
        if (acceptor.Promised != memory.Promised || acceptor.Accepted != memory.Accepted || acceptor.Last != memory.Last)
            throw Broken($"{host.Node.Id} recovered another memory than its disk holds");
    }
}
