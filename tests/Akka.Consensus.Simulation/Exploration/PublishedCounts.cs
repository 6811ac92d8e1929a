using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Exploration;

/// <summary>A specification of which it is known how many distinct states it has.</summary>
/// <param name="Name">The specification, and its sizes.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Distinct">How many distinct states there are.</param>
public sealed record PublishedCount(string Name, Func<ISpec> Create, int Distinct)
{
    public override string ToString() => Name;
}

/// <summary>What TLC counts for the specifications of github.com/tlaplus/Examples, without symmetry.</summary>
public static class PublishedCounts
{
    public static IReadOnlyList<PublishedCount> All { get; } =
    [
        new("Paxos.tla, 1 acceptor, 2 ballots, 1 value", () => new PaxosSpec(1, 2, 1), 25),
        new("Paxos.tla, 3 acceptors, 1 ballot, 1 value", () => new PaxosSpec(3, 1, 1), 41),
        new("Paxos.tla, 3 acceptors, 1 ballot, 2 values", () => new PaxosSpec(3, 1, 2), 73),
        new("Paxos.tla, 3 acceptors, 2 ballots, 1 value", () => new PaxosSpec(3, 2, 1), 1_681),
        new("Paxos.tla, 3 acceptors, 2 ballots, 2 values", () => new PaxosSpec(3, 2, 2), 3_921),
        new("TwoPhase.tla, 3 resource managers", () => new TwoPhaseSpec(3), 288),
        new("TwoPhase.tla, 6 resource managers", () => new TwoPhaseSpec(6), 50_816),
        new("TCommit.tla, 3 resource managers", () => new TransactionCommitSpec(3), 34),
    ];
}
