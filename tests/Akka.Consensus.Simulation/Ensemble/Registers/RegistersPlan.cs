using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>How one run of registers is drawn. Times are in microseconds.</summary>
public sealed record RegistersPlan
{
    private const long Ms = Schedule.Millisecond;

    public required StagePlan Stage { get; init; }

    /// <summary>The voters, and what makes a quorum: a majority, in some runs quorums of different sizes in the two phases.</summary>
    public required Quorum Quorum { get; init; }

    public required int Clients { get; init; }

    public required RegisterLimits Limits { get; init; }

    /// <summary>How long clients keep to one register before they turn to the next.</summary>
    public required long TurnMax { get; init; }

    /// <summary>The longest pause between two requests of one client.</summary>
    public required long ThinkMax { get; init; }

    /// <summary>How many requests in a hundred only read.</summary>
    public required int Reads { get; init; }

    /// <summary>
    /// Draws one. In some runs roles die far more often than elsewhere: a register is decided in a few messages, and what a role forgets between two of
    /// them is what matters.
    /// </summary>
    public static RegistersPlan Draw(Prng random)
    {
        var nodes = random.Pick([3, 3, 3, 3, 4, 5, 5, 6, 7]);
        var members = Enumerable.Range(1, nodes).Select(i => new NodeId($"n{i}")).ToList();
        var stage = StagePlan.Draw(random);
        var phase2 = random.Percent(75) ? nodes / 2 + 1 : (int)random.Between(1, nodes);
        return new RegistersPlan
        {
            Stage = random.Percent(25) ? stage with { Rates = stage.Rates.With(Fault.RoleCrash, random.Between(30, 200) * Ms) } : stage,
            Quorum = new Quorum(members, phase2 == nodes / 2 + 1 ? phase2 : nodes + 1 - phase2, phase2),
            Clients = (int)random.Between(2, 6),
            Limits = new RegisterLimits
            {
                Waiting = random.Percent(20) ? (int)random.Between(1, 4) : RegisterLimits.Standard.Waiting,
                BundleSize = random.Percent(30) ? (int)random.Between(1, 3) : RegisterLimits.Standard.BundleSize,
                Attempts = (int)random.Between(1, 4),
                RetryInterval = TimeSpan.FromMilliseconds(random.Pick([100, 300, 300, 1000])),
                MinBackoff = TimeSpan.FromMilliseconds(random.Pick([1, 10, 50, 50])),
            },
            TurnMax = random.Pick([20 * Ms, 100 * Ms, 500 * Ms, 2000 * Ms]),
            ThinkMax = random.Pick([5 * Ms, 20 * Ms, 100 * Ms, 400 * Ms]),
            Reads = random.Pick([10, 30, 70]),
        };
    }

    /// <summary>In a few lines, for people.</summary>
    public IEnumerable<string> Describe() =>
    [
        $"{Quorum.Members.Length} nodes, quorums of {Quorum.Phase1} and {Quorum.Phase2}, {Clients} clients",
        $"clients pause for up to {ThinkMax / Ms} ms, and turn to another register after up to {TurnMax / Ms} ms; {Reads} % of what they ask is to read",
        Limits.ToString(),
    ];
}
