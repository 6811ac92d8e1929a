using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>What came of exploring a small world of cores.</summary>
/// <param name="Cores">The states of the cores.</param>
/// <param name="Reached">How many states of the specification they reached.</param>
/// <param name="Expected">How many states the specification has.</param>
public sealed record CoreResult(Explored Cores, int Reached, int Expected);

/// <summary>A small world of cores, to be explored and held against its specification.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="SpecName">The specification.</param>
/// <param name="Scope">The world.</param>
public sealed record CoreExploration(string Name, string SpecName, CoreScope Scope)
{
    private const string Paxos = "Paxos.tla";
    private const string AsPromised = "Paxos.tla less votes above the promise";
    private const string LogPaxos = "Paxos on logs";

    /// <summary>Explores it.</summary>
    public CoreResult Run(long limit = int.MaxValue, Action<int, int>? progress = null)
    {
        var cores = new CoreSpec(Scope);
        var explored = Explorer.Run(cores, limit, progress);
        return new CoreResult(explored, cores.Reached, Explorer.Run(Scope.Spec).Distinct);
    }

    public override string ToString() =>
        $"{Scope.Members.Count} nodes, {Many(Scope.Spec.Ballots, "ballot")}, {Many(Scope.Proposable.Count, "value")}, {Name}";

    /// <summary>First the published sizes of Paxos.tla, then what it does not know of: learning what is chosen, impatience, empty logs.</summary>
    public static IReadOnlyList<CoreExploration> All { get; } =
    [
        Uncounted(new PaxosSpec(3, 1, 1)),
        Uncounted(new PaxosSpec(3, 1, 2)),
        Uncounted(new PaxosSpec(3, 2, 1)),
        Uncounted(new PaxosSpec(3, 2, 2)),
        new("votes counted", Paxos, new CoreScope(new PaxosSpec(3, 1, 1))),
        new("votes counted", Paxos, new CoreScope(new PaxosSpec(3, 1, 2))),
        new("votes of the first ballot counted", AsPromised, new CoreScope(new PaxosSpec(3, 2, 1, votesAsPromised: true)) { CountedBallots = 1 }),
        new("votes not counted, leaders that run out of patience", AsPromised,
            new CoreScope(new PaxosSpec(3, 2, 1, votesAsPromised: true)) { CountedBallots = 0, HasLatePromises = false, Waits = 1 }),
        new("votes not counted, one node that leads both and runs out of patience", AsPromised,
            new CoreScope(new PaxosSpec(3, 2, 1, votesAsPromised: true)) { CountedBallots = 0, HasLatePromises = false, Waits = 1, Leaders = 1 }),
        new("empty logs, votes not counted", LogPaxos, new CoreScope(new LogPaxosSpec(3, 2, 1)) { CountedBallots = 0 }),
        new("empty logs, votes counted", LogPaxos, new CoreScope(new LogPaxosSpec(3, 1, 2)) { HasLatePromises = false }),
        new("empty logs, votes counted, leaders that keep nothing chosen", LogPaxos,
            new CoreScope(new LogPaxosSpec(3, 1, 1)) { HasLatePromises = false, Settings = new GroupSettings { KeptEntries = 0 } }),
    ];

    /// <summary>The same for the cores of single-decree Paxos.</summary>
    public static IReadOnlyList<CoreExploration> Registers { get; } =
    [
        new("a register", Paxos, new RegisterScope(new PaxosSpec(3, 1, 1))),
        new("a register", Paxos, new RegisterScope(new PaxosSpec(3, 1, 2))),
        new("a register", Paxos, new RegisterScope(new PaxosSpec(3, 2, 1))),
        new("a register", Paxos, new RegisterScope(new PaxosSpec(3, 2, 2))),
        new("a register, one proposer that restarts", Paxos, new RegisterScope(new PaxosSpec(3, 2, 2)) { Leaders = 1 }),
        new("a register, votes not counted", Paxos, new RegisterScope(new PaxosSpec(3, 3, 1)) { CountedBallots = 0 }),
    ];

    private static string Many(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static CoreExploration Uncounted(PaxosSpec spec) => new("votes not counted", Paxos, new CoreScope(spec) { CountedBallots = 0 });
}
