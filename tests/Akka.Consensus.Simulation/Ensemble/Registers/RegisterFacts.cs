using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Checks;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>
/// What is so, by definition, from what disks hold: promises, votes, and what is chosen, which is what a phase-2 quorum has durably accepted in one
/// ballot. Replays events by code of its own. Judges P5 by itself.
/// </summary>
public sealed class RegisterFacts(Stage stage, Quorum quorum) : StageObserver
{
    private readonly Dictionary<string, Memory> _memories = [];
    private readonly Dictionary<(InstanceId Instance, Ballot Ballot), List<Candidate>> _votes = [];
    private readonly Dictionary<InstanceId, int> _mostVotes = [];
    private readonly Dictionary<InstanceId, Choice> _chosen = [];
    private readonly Dictionary<string, long> _reserved = [];

    private sealed class Memory
    {
        public Dictionary<InstanceId, Ballot> Promised { get; } = [];

        public Dictionary<InstanceId, Vote> Accepted { get; } = [];
    }

    private sealed record Candidate(Value Value)
    {
        public HashSet<NodeId> Voters { get; } = [];
    }

    /// <summary>A value is chosen.</summary>
    /// <param name="Value">Which.</param>
    /// <param name="Ballot">In which ballot first.</param>
    /// <param name="At">When, in microseconds of the run.</param>
    public sealed record Choice(Value Value, Ballot Ballot, long At);

    /// <summary>Called for each instance when its value is chosen.</summary>
    public Action<InstanceId, Choice>? OnChosen { get; set; }

    public Quorum Quorum => quorum;

    /// <summary>How many values are chosen.</summary>
    public int Count => _chosen.Count;

    /// <summary>The registers whose value is chosen, in the order in which they were.</summary>
    public List<InstanceId> Registers { get; } = [];

    /// <summary>What the acceptor of a node would have promised if it crashed now.</summary>
    public Ballot Promised(string node, InstanceId instance) =>
        MemoryOf(node).Promised.TryGetValue(instance, out var ballot) ? ballot : Ballot.Zero;

    /// <summary>What the acceptor of a node would have accepted last if it crashed now.</summary>
    public Vote? Accepted(string node, InstanceId instance) =>
        MemoryOf(node).Accepted.TryGetValue(instance, out var vote) ? vote : null;

    /// <summary>Up to which round a proposer may go without reserving more.</summary>
    public long Reserved(string node) => _reserved.GetValueOrDefault(node);

    public Choice? Chosen(InstanceId instance) => _chosen.GetValueOrDefault(instance);

    /// <summary>Whether a node's disk ever held its vote for something in a ballot.</summary>
    public bool HasVoted(string node, InstanceId instance, Ballot ballot) =>
        _votes.TryGetValue((instance, ballot), out var candidates) && candidates.Exists(c => c.Voters.Contains(new NodeId(node)));

    /// <summary>How many have voted for the same in the same ballot, at most.</summary>
    public int MostVotes(InstanceId instance) => _mostVotes.GetValueOrDefault(instance);

    /// <inheritdoc/>
    public override void BecameDurable(StageRole role, IEvent change)
    {
        switch (change)
        {
            case Promised promised:
                foreach (var instance in promised.Instances)
                    MemoryOf(role.Address.Name).Promised[instance] = promised.Ballot;
                break;
            case Voted voted:
                foreach (var proposal in voted.Proposals)
                    Vote(role.Address.Node, voted.Ballot, proposal);
                break;
            case Reserved reserved:
                _reserved[role.Address.Name] = reserved.Round;
                break;
        }
    }

    /// <summary>What was voted, was voted.</summary>
    public override void Wiped(StageNode node)
    {
        _memories.Remove(node.Name);
        _reserved.Remove(node.Name);
    }

    private Memory MemoryOf(string node)
    {
        if (!_memories.TryGetValue(node, out var memory))
            _memories.Add(node, memory = new Memory());
        return memory;
    }

    private void Vote(NodeId node, Ballot ballot, Proposal proposal)
    {
        var (instance, value) = proposal;
        MemoryOf(node.Value).Promised[instance] = ballot;
        MemoryOf(node.Value).Accepted[instance] = new Vote(ballot, value);
        if (!_votes.TryGetValue((instance, ballot), out var candidates))
            _votes.Add((instance, ballot), candidates = []);
        var candidate = candidates.Find(c => c.Value.Equals(value));
        if (candidate is null)
            candidates.Add(candidate = new Candidate(value));
        candidate.Voters.Add(node);
        _mostVotes[instance] = Math.Max(MostVotes(instance), candidate.Voters.Count);
        if (!quorum.IsPhase2(candidate.Voters))
            return;
        if (!_chosen.TryGetValue(instance, out var choice))
        {
            _chosen.Add(instance, choice = new Choice(value, ballot, stage.Schedule.Now));
            Registers.Add(instance);
            OnChosen?.Invoke(instance, choice);
        }
        else if (!choice.Value.Equals(value))
        {
            throw new ViolationException("P5", $"in {instance} {choice.Value} was chosen in {choice.Ballot}, and now {value} in {ballot}");
        }
    }
}
