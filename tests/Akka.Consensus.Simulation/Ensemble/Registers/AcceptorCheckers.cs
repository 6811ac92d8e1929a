using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>P1: a promise never goes down, neither the durable one nor the one that was told, across restarts too.</summary>
public sealed class PromisesNeverGoDown(RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<string, SortedDictionary<InstanceId, Ballot>> _told = [];

    public override string Id => "P1";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is not Promise promise)
            return;
        var told = Told(from);
        foreach (var (instance, _) in promise.Instances)
        {
            if (told.TryGetValue(instance, out var before) && promise.Ballot < before)
                throw Broken($"{from.Name} promises {promise.Ballot} in {instance} after {before}");
            told[instance] = promise.Ballot;
        }
    }

    public override void BecameDurable(StageRole role, IEvent change)
    {
        if (change is not Promised promised)
            return;
        foreach (var instance in promised.Instances)
        {
            if (promised.Ballot < Facts.Promised(role.Address.Name, instance))
                throw Broken($"{role.Name} stores {promised.Ballot} in {instance} after {Facts.Promised(role.Address.Name, instance)}");
        }
    }

    public override void Recovered(StageRole role)
    {
        if (role.Core is not Acceptor acceptor)
            return;
        foreach (var (instance, told) in Told(role))
        {
            if (acceptor.Memory.PromisedIn(instance) < told)
                throw Broken($"{role.Name} remembers {acceptor.Memory.PromisedIn(instance)} in {instance}, but told {told}");
        }
    }

    public override void Wiped(StageNode node) => _told.Remove(node.Name);

    private SortedDictionary<InstanceId, Ballot> Told(StageRole role)
    {
        if (!_told.TryGetValue(role.Address.Name, out var told))
            _told.Add(role.Address.Name, told = []);
        return told;
    }
}

/// <summary>P1 where it cannot be kept: a node that has lost its journals neither votes, nor says what it has not accepted, nor uses ballots.</summary>
public sealed class TheForgetfulDoNotVote(RegisterFacts facts) : RegisterChecker(facts)
{
    public override string Id => "amnesia";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (from.Node.HasForgotten && message is (Promise or Accepted or Report or Prepare))
            throw Broken($"{from.Name} has lost its memory, and sends {Wording.Of(message)}");
    }
}

/// <summary>P2: no vote below the promise.</summary>
public sealed class NoVoteBelowThePromise(RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<(string Node, InstanceId Instance), Ballot> _told = [];

    public override string Id => "P2";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is Promise promise)
        {
            foreach (var (instance, _) in promise.Instances)
                _told[(from.Address.Name, instance)] = promise.Ballot;
        }
        else if (message is Accepted accepted)
        {
            foreach (var instance in accepted.Instances)
            {
                if (_told.TryGetValue((from.Address.Name, instance), out var told) && accepted.Ballot < told)
                    throw Broken($"{from.Name} votes in {accepted.Ballot} in {instance} after it promised {told}");
            }
        }
    }

    public override void BecameDurable(StageRole role, IEvent change)
    {
        if (change is not Voted voted)
            return;
        foreach (var (instance, _) in voted.Proposals)
        {
            if (voted.Ballot < Facts.Promised(role.Address.Name, instance))
                throw Broken($"{role.Name} stores a vote in {voted.Ballot} in {instance}; it promised {Facts.Promised(role.Address.Name, instance)}");
        }
    }
}

/// <summary>P8: whatever left a node would still be true if it crashed now and recovered.</summary>
public sealed class WhatLeftWouldSurvive(RegisterFacts facts) : RegisterChecker(facts)
{
    public override string Id => "P8";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        var node = from.Address.Name;
        switch (message)
        {
            case Promise promise:
                foreach (var (instance, _) in promise.Instances.Where(i => Facts.Promised(node, i.Instance) < promise.Ballot))
                    throw Broken($"{from.Name} promises {promise.Ballot} in {instance}; its disk says {Facts.Promised(node, instance)}");
                Judge(from, promise.Instances);
                break;
            case Report report:
                Judge(from, report.Instances);
                break;
            case Accepted accepted:
                foreach (var instance in accepted.Instances.Where(i => !Facts.HasVoted(node, i, accepted.Ballot)))
                    throw Broken($"{from.Name} votes in {accepted.Ballot} in {instance}; its disk does not");
                break;
            case Prepare prepare when Facts.Reserved(node) < prepare.Ballot.Round:
                throw Broken($"{from.Name} uses {prepare.Ballot}; its disk has reserved {Facts.Reserved(node)}");
        }
    }

    public override void Recovered(StageRole role)
    {
        if (role.Core is not Acceptor acceptor)
            return;
        foreach (var instance in Facts.Registers)
        {
            var (promised, accepted) = (Facts.Promised(role.Address.Name, instance), Facts.Accepted(role.Address.Name, instance));
            if (acceptor.Memory.PromisedIn(instance) != promised || acceptor.Memory.AcceptedIn(instance) != accepted)
                throw Broken($"{role.Name} recovered another memory of {instance} than its disk holds");
        }
    }

    private void Judge(StageRole from, IReadOnlyList<Standpoint> standpoints)
    {
        foreach (var (instance, accepted) in standpoints)
        {
            if (accepted is { } vote && !Facts.HasVoted(from.Address.Name, instance, vote.Ballot))
                throw Broken($"{from.Name} tells of a vote in {vote.Ballot} in {instance}; its disk does not");
        }
    }
}
