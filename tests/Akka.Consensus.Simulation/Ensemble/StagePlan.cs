using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>
/// How hard one run on a <see cref="Stage"/> is. Each seed turns each class of faults on or off and draws how hard it strikes (Groce and others,
/// "Swarm Testing", ISSTA 2012). Times are in microseconds. Immutable: a test that needs another world takes <see cref="Calm"/> and changes it.
/// </summary>
public sealed record StagePlan
{
    /// <summary>How long a message waits at most within a process that has nothing else to do.</summary>
    public const long ShortMailboxDelay = 30;

    private const long Ms = Schedule.Millisecond;
    private const long Second = Schedule.Second;

    /// <summary>Nothing ever goes wrong; messages and writes take about a millisecond.</summary>
    public static StagePlan Calm { get; } = new();

    /// <summary>What can strike here. A disk is wiped only where the protocol can bear it: see <see cref="Stage.MayForget"/>.</summary>
    public static IReadOnlyList<Fault> Known { get; } =
    [
        Fault.Loss, Fault.Doubling, Fault.Overtaking, Fault.Straggling, Fault.Clogging,
        Fault.Split, Fault.OneWay, Fault.Partial, Fault.Isolation,
        Fault.SlowWrite, Fault.HungWrite, Fault.FailedWrite, Fault.FullDisk, Fault.WipedDisk,
        Fault.NodeCrash, Fault.CrashOfAll, Fault.RoleCrash, Fault.NodePause, Fault.LeftBroken,
    ];

    /// <summary>How hard each fault strikes.</summary>
    public FaultRates Rates { get; init; } = FaultRates.None;

    /// <summary>Each clock's rate lies within so many parts per million of real time.</summary>
    public long Drift { get; init; }

    /// <summary>The shortest time of a message between two nodes.</summary>
    public long DelayMin { get; init; } = Ms;

    /// <summary>The longest usual time of a message between two nodes.</summary>
    public long DelayMax { get; init; } = 2 * Ms;

    /// <summary>The longest time a message waits within a process.</summary>
    public long LocalDelayMax { get; init; } = ShortMailboxDelay;

    /// <summary>The longest usual time of a write.</summary>
    public long DiskMax { get; init; } = Ms;

    /// <summary>How long a node that has crashed stays down at most.</summary>
    public long DownMax { get; init; } = Second;

    /// <summary>How long links stay cut at most.</summary>
    public long PartitionMax { get; init; } = Second;

    /// <summary>How long the faults go on.</summary>
    public long FaultyTime { get; init; } = 3 * Second;

    /// <summary>Draws one.</summary>
    public static StagePlan Draw(Prng random)
    {
        var drawn = FaultRates.Draw(random);
        return new StagePlan
        {
            Rates = Known.Aggregate(FaultRates.None, (rates, fault) => rates.With(fault, drawn[fault])),
            Drift = random.Percent(50) ? 10_000 : random.Between(0, 30_000),
            DelayMin = random.Between(50, 2 * Ms),
            DelayMax = random.Pick([3 * Ms, 3 * Ms, 10 * Ms, 50 * Ms, 200 * Ms]),
            LocalDelayMax = random.Pick([ShortMailboxDelay, ShortMailboxDelay, Ms, 10 * Ms]),
            DiskMax = random.Pick([Ms / 5, 2 * Ms, 20 * Ms]),
            DownMax = random.Pick([10 * Ms, 100 * Ms, Second, 5 * Second]),
            PartitionMax = random.Pick([Second, 3 * Second]),
            FaultyTime = random.Between(3, 8) * Second,
        };
    }

    /// <summary>In a few lines, for people.</summary>
    public IEnumerable<string> Describe() =>
    [
        $"faults for {FaultyTime / Ms} ms: {Rates}",
        $"messages take {DelayMin} to {DelayMax} µs, {LocalDelayMax} within a process; writes up to {DiskMax}; clocks drift by {Drift} ppm",
        $"nodes stay down for up to {DownMax / Ms} ms, links are cut for up to {PartitionMax / Ms} ms",
    ];
}
