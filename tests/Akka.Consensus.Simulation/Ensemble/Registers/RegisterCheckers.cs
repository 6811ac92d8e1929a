using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Checks;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>Judges one rule of single-decree Paxos. P5 is judged where votes are counted, in <see cref="RegisterFacts"/>.</summary>
public abstract class RegisterChecker(RegisterFacts facts) : StageObserver
{
    /// <summary>The name of what it judges.</summary>
    public abstract string Id { get; }

    protected RegisterFacts Facts => facts;

    /// <summary>Every checker of a run.</summary>
    public static IReadOnlyList<RegisterChecker> All(Stage stage, RegisterFacts facts) =>
    [
        new PromisesNeverGoDown(facts),
        new TheForgetfulDoNotVote(facts),
        new NoVoteBelowThePromise(facts),
        new OneValueForABallot(facts),
        new AcceptsAreJustified(facts),
        new ChosenWasProposed(facts),
        new LearnedWasChosen(facts),
        new WhatLeftWouldSurvive(facts),
        new QuorumsMeet(facts),
        new ReadsAreCurrent(stage, facts),
    ];

    protected ViolationException Broken(string what) => new(Id, what);
}

/// <summary>P6: what is chosen was proposed, by a client.</summary>
public sealed class ChosenWasProposed : RegisterChecker
{
    private readonly HashSet<(string Name, Value Value)> _wished = [];

    public ChosenWasProposed(RegisterFacts facts)
        : base(facts)
    {
        facts.OnChosen += (instance, choice) =>
        {
            if (!_wished.Contains((instance.Name, choice.Value)))
                throw Broken($"{choice.Value} is chosen in {instance}, and no client has asked for it");
        };
    }

    public override string Id => "P6";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (from.Address.Role == Role.Client && message is Decide decide)
            _wished.Add((decide.Name, decide.Value));
    }
}

/// <summary>P7: what is learned was chosen, and stays: whether a proposer says so, a learner stores it, a client is answered, or a learner starts again.</summary>
public sealed class LearnedWasChosen(RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<(string Client, long Number), string> _asked = [];
    private readonly Dictionary<string, SortedDictionary<InstanceId, Value>> _stored = [];

    public override string Id => "P7";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        switch (message)
        {
            case RegisterRequest request:
                _asked[(request.Client.Value, request.Number)] = request.Name;
                break;
            case Chosen chosen:
                foreach (var (instance, value) in chosen.Values)
                    Judge(from, "tells of", instance, value);
                break;
            case Decided decided:
                Judge(from, $"answers {to.Name} with", new InstanceId(_asked[(to.Name, decided.Number)]), decided.Value);
                break;
        }
    }

    public override void BecameDurable(StageRole role, IEvent change)
    {
        if (change is not Learned learned)
            return;
        if (!_stored.TryGetValue(role.Address.Name, out var stored))
            _stored.Add(role.Address.Name, stored = []);
        foreach (var (instance, value) in learned.Values)
        {
            Judge(role, "stores", instance, value);
            stored[instance] = value;
        }
    }

    public override void Recovered(StageRole role)
    {
        if (role.Core is not Learner learner || !_stored.TryGetValue(role.Address.Name, out var stored))
            return;
        foreach (var (instance, value) in stored)
        {
            if (learner.Find(instance) is not { } found || !found.Equals(value))
                throw Broken($"{role.Name} starts without {value} in {instance}, which it had stored");
        }
    }

    public override void Wiped(StageNode node) => _stored.Remove(node.Name);

    private void Judge(StageRole role, string does, InstanceId instance, Value value)
    {
        if (Facts.Chosen(instance) is not { } choice || !choice.Value.Equals(value))
            throw Broken($"{role.Name} {does} {value} in {instance}; chosen is {Facts.Chosen(instance)?.Value.ToString() ?? "nothing"}");
    }
}

/// <summary>A read is never told that nothing is chosen where something was before the client asked.</summary>
public sealed class ReadsAreCurrent(Stage stage, RegisterFacts facts) : RegisterChecker(facts)
{
    private readonly Dictionary<(string Client, long Number), long> _askedAt = [];

    public override string Id => "reads";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (from.Address.Role == Role.Client && message is Read read)
            _askedAt.TryAdd((from.Address.Name, read.Number), stage.Schedule.Now);
    }

    public override void Telling(StageRole role, IOutcome outcome)
    {
        if (outcome is not RegisterAnswer { Value: null, Request: var request })
            return;
        if (request is Decide)
            throw Broken($"{role.Name} wished for a value in {request.Name}, and is told that there is none");
        if (Facts.Chosen(new InstanceId(request.Name)) is { } choice && choice.At < _askedAt[(role.Address.Name, request.Number)])
            throw Broken($"{role.Name} is told that {request.Name} is open; {choice.Value} was chosen {stage.Schedule.Now - choice.At} µs ago");
    }
}
