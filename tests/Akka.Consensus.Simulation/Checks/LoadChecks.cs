using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>B1: nothing that an input can make grow grows beyond its limit.</summary>
public sealed class NothingGrowsWithoutABound(Watch watch) : Checker(watch)
{
    public override string Id => "B1";

    public override void Stepped(RoleHost host)
    {
        var group = World.Plan.Group;
        switch (host.Core)
        {
            case ProposerRole role:
                var proposer = role.Proposer;
                Require(host, "commands pending", proposer.Pending.Count, group.MaxPendingEntries);
                if (proposer.Pending.Count > 1)
                    Require(host, "bytes pending", proposer.Pending.Bytes, group.MaxPendingBytes);
                var adopted = Math.Max(0, proposer.Adopted - proposer.Committed);
                var inFlight = group.MaxInFlightEntries + group.MaxBatchEntries;
                Require(host, "commands in flight", proposer.Last - proposer.Committed, adopted + inFlight);
                Require(host, "commands known to be on their way", role.Requests.Count, group.MaxPendingEntries + inFlight);
                Require(host, "questions", role.WaitingQuestions, group.MaxQuestions);
                break;
            case LearnerRole learner:
                Require(host, "queries", learner.WaitingQueries, group.MaxQuestions);
                Require(host, "sessions", learner.Table.Count, World.Plan.Limits.Sessions);
                Require(host, "requests", learner.Table.Locks.Count, World.Plan.Limits.Requests);
                break;
        }
    }

    public override void Sent(SimulatedClient from, IMessage message)
    {
        if (from.Load.Operations > World.Plan.Client.MaxOperations || from.Load.Queries > World.Plan.Client.MaxQueries)
            throw Broken($"{from.Id} has {from.Load} on its hands");
    }

    private void Require(RoleHost host, string what, long count, long limit)
    {
        if (count > limit)
            throw Broken($"{host.Address} has {count} {what}; the limit is {limit}");
    }
}

/// <summary>B2: what a leader has proposed and does not know to be chosen it does not propose again in the same ballot.</summary>
public sealed class NoRepeatsOnTheirWay(Watch watch) : Checker(watch)
{
    private readonly Dictionary<(Ballot Ballot, SessionId Session, long Sequence), LogIndex> _last = [];

    public override string Id => "B2";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is not Accept accept)
            return;
        for (var i = 0; i < accept.Entries.Count; i++)
        {
            var index = accept.Previous + (i + 1);
            if (index <= accept.Adopted || accept.Entries[i] is not SessionRequest request)
                continue;
            var key = (accept.Ballot, request.Session, request.Sequence);
            if (_last.TryGetValue(key, out var first) && first < index && first > accept.Committed)
                throw Broken($"{from.Id} proposes {request} in {accept.Ballot} at {index}, and at {first} before, which is not chosen yet");
            _last[key] = LogIndex.Max(index, _last.GetValueOrDefault(key));
        }
    }
}
