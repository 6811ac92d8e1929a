using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>What the number means that says how hard a fault strikes.</summary>
public enum Measure
{
    /// <summary>So many times in a million messages, writes, or whatever it strikes.</summary>
    Chance,

    /// <summary>On average once in so many microseconds.</summary>
    Interval,

    /// <summary>So many parts per million.</summary>
    Extent,

    /// <summary>Nothing: it follows from others.</summary>
    None,
}

/// <summary>How a fault takes part in the swarm.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Measure">What its number means.</param>
/// <param name="Share">In how many of a hundred seeds it takes part.</param>
/// <param name="Mildest">The number at its mildest.</param>
/// <param name="Hardest">The number at its hardest.</param>
public sealed record FaultRow(Fault Fault, Measure Measure, int Share = 0, long Mildest = 0, long Hardest = 0);

/// <summary>All faults, with how often and how hard they strike.</summary>
public static class FaultTable
{
    private const long Ms = Schedule.Millisecond;
    private const long Second = Schedule.Second;

    /// <summary>In the order of <see cref="Fault"/>.</summary>
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(Fault.Loss, Measure.Chance, 60, 1_000, 300_000),
        new(Fault.Doubling, Measure.Chance, 50, 1_000, 500_000),
        new(Fault.Overtaking, Measure.Chance, 40, 1_000, 200_000),
        new(Fault.Straggling, Measure.Chance, 30, 100, 10_000),
        new(Fault.Clogging, Measure.Interval, 40, 6 * Second, 300 * Ms),
        new(Fault.Split, Measure.Interval, 30, 8 * Second, Second),
        new(Fault.OneWay, Measure.Interval, 30, 8 * Second, Second),
        new(Fault.Partial, Measure.Interval, 30, 8 * Second, Second),
        new(Fault.Isolation, Measure.Interval, 40, 8 * Second, 500 * Ms),
        new(Fault.ClientCut, Measure.Interval, 30, 8 * Second, Second),
        new(Fault.CutMessage, Measure.None),
        new(Fault.SlowWrite, Measure.Chance, 50, 10_000, 300_000),
        new(Fault.HungWrite, Measure.Chance, 30, 500, 10_000),
        new(Fault.FailedWrite, Measure.Chance, 35, 1_000, 50_000),
        new(Fault.FullDisk, Measure.Interval, 25, 10 * Second, 2 * Second),
        new(Fault.WipedDisk, Measure.Interval, 30, 8 * Second, Second),
        new(Fault.RevertedDisk, Measure.Interval, 30, 8 * Second, Second),
        new(Fault.NodeCrash, Measure.Interval, 60, 12 * Second, 500 * Ms),
        new(Fault.CrashOfAll, Measure.Interval, 25, 15 * Second, 2 * Second),
        new(Fault.RoleCrash, Measure.Interval, 50, 10 * Second, 500 * Ms),
        new(Fault.NodePause, Measure.Interval, 40, 15 * Second, Second),
        new(Fault.Leave, Measure.Interval, 40, 10 * Second, Second),
        new(Fault.ClientCrash, Measure.Interval, 50, 15 * Second, Second),
        new(Fault.ClientPause, Measure.Interval, 50, 15 * Second, Second),
        new(Fault.WildClock, Measure.Extent, 10, 50_000, 500_000),
        new(Fault.LeftBroken, Measure.Chance, 75, 1_000_000, 1_000_000),
    ];

    /// <summary>The names that a person types, in the order of <see cref="Fault"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Rows.Select(r => Kebab(r.Fault.ToString()))];

    /// <summary>The names of those that can be switched on and off.</summary>
    public static IReadOnlyList<string> Switches { get; } = [.. Rows.Where(r => r.Measure != Measure.None).Select(r => Name(r.Fault))];

    public static string Name(Fault fault) => Names[(int)fault];

    /// <summary>The fault with this name; null if there is none, or none that can be switched.</summary>
    public static Fault? Find(string name)
    {
        var row = Rows.FirstOrDefault(r => r.Measure != Measure.None && Name(r.Fault) == name);
        return row?.Fault;
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
