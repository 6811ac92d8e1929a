using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>P3: one value for a ballot in an instance, and one life of one proposer for a ballot.</summary>
public sealed class OneValueForABallot(RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<Ballot, (string Name, int Life)> _owners = [];
    private readonly Dictionary<(Ballot Ballot, InstanceId Instance), Value> _values = [];

    public override string Id => "P3";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is Prepare prepare)
        {
            JudgeOwner(from, prepare.Ballot);
        }
        else if (message is Accept accept)
        {
            JudgeOwner(from, accept.Ballot);
            foreach (var (instance, value) in accept.Proposals)
            {
                if (!_values.TryAdd((accept.Ballot, instance), value) && !_values[(accept.Ballot, instance)].Equals(value))
                    throw Broken($"{from.Name} proposed {_values[(accept.Ballot, instance)]} in {accept.Ballot} in {instance}, and now {value}");
            }
        }
    }

    public override void BecameDurable(StageRole role, IEvent change)
    {
        if (change is not Voted voted)
            return;
        foreach (var (instance, value) in voted.Proposals)
        {
            if (!_values.TryGetValue((voted.Ballot, instance), out var proposed) || !proposed.Equals(value))
                throw Broken($"{role.Name} votes in {voted.Ballot} for {value} in {instance}, which was not proposed");
        }
    }

    private void JudgeOwner(StageRole from, Ballot ballot)
    {
        var owner = (from.Address.Name, from.Life);
        if (ballot.Node != from.Address.Node || (!_owners.TryAdd(ballot, owner) && _owners[ballot] != owner))
            throw Broken($"{ballot} is used again, by another life of its proposer");
    }
}

/// <summary>
/// P4: every accept is justified by a phase-1 quorum: among the promises that had come, some quorum had accepted nothing in the instance, or the
/// value is that of the highest ballot in which any of some quorum had accepted.
/// </summary>
public sealed class AcceptsAreJustified(RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<(Ballot Ballot, InstanceId Instance), Dictionary<NodeId, Vote?>> _promises = [];
    private readonly HashSet<(Ballot Ballot, InstanceId Instance)> _judged = [];

    public override string Id => "P4";

    public override void Received(StageRole to, Address from, IMessage message)
    {
        if (message is not Promise promise || promise.Ballot.Node != to.Address.Node)
            return;
        foreach (var (instance, accepted) in promise.Instances)
        {
            if (_judged.Contains((promise.Ballot, instance)))
                continue;
            if (!_promises.TryGetValue((promise.Ballot, instance), out var promises))
                _promises.Add((promise.Ballot, instance), promises = []);
            promises[from.Node] = accepted;
        }
    }

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is not Accept accept)
            return;
        foreach (var (instance, value) in accept.Proposals)
        {
            if (!_judged.Add((accept.Ballot, instance)))
                continue;
            _promises.Remove((accept.Ballot, instance), out var promises);
            if (!IsJustified(value, promises?.Values ?? (IReadOnlyCollection<Vote?>)[]))
                throw Broken($"{from.Name} proposes {value} in {accept.Ballot} in {instance}, which no phase-1 quorum justifies");
        }
    }

    private bool IsJustified(Value value, IReadOnlyCollection<Vote?> promises) =>
        promises.Count(p => p is null) >= Facts.Quorum.Phase1
        || promises.OfType<Vote>().Any(v => v.Value.Equals(value)
            && promises.Count(p => p is not { } other || other.Ballot <= v.Ballot) >= Facts.Quorum.Phase1);
}

/// <summary>P9: those who promised a ballot meet every phase-2 quorum, and those who voted for what is called chosen meet every phase-1 quorum.</summary>
public sealed class QuorumsMeet(RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<(Ballot Ballot, InstanceId Instance), HashSet<string>> _promised = [];

    public override string Id => "P9";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        var quorum = Facts.Quorum;
        switch (message)
        {
            case Promise promise:
                foreach (var (instance, _) in promise.Instances)
                    Givers(promise.Ballot, instance).Add(from.Address.Name);
                break;
            case Accept accept:
                foreach (var (instance, _) in accept.Proposals)
                {
                    if (Givers(accept.Ballot, instance).Count + quorum.Phase2 <= quorum.Members.Length)
                        throw Broken($"{from.Name} proposes in {accept.Ballot} in {instance} on {Givers(accept.Ballot, instance).Count} promises");
                }

                break;
            case Chosen chosen:
                foreach (var (instance, _) in chosen.Values)
                {
                    var votes = Facts.MostVotes(instance);
                    if (votes + quorum.Phase1 <= quorum.Members.Length)
                        throw Broken($"{from.Name} calls {instance} chosen on {votes} votes");
                }

                break;
        }
    }

    private HashSet<string> Givers(Ballot ballot, InstanceId instance)
    {
        if (!_promised.TryGetValue((ballot, instance), out var givers))
            _promised.Add((ballot, instance), givers = []);
        return givers;
    }
}
