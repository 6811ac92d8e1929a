using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>
/// How hard one run is. Each seed turns each class of faults on or off and draws how hard it strikes: a run with everything at medium never
/// gets deep into any one corner (Groce and others, "Swarm Testing", ISSTA 2012). Times are in microseconds.
/// </summary>
public sealed record SwarmPlan
{
    /// <summary>How long a message waits at most within a process that has nothing else to do.</summary>
    public const long ShortMailboxDelay = 30;

    private const long Ms = Schedule.Millisecond;
    private const long Second = Schedule.Second;

    public required int Nodes { get; init; }

    public required int Clients { get; init; }

    public required int Locks { get; init; }

    public required GroupSettings Group { get; init; }

    /// <summary>Whether the voters start for the first time: all of them must be there once before any votes.</summary>
    public required bool IsNewGroup { get; init; }

    public required ClientSettings Client { get; init; }

    public required TableLimits Limits { get; init; }

    /// <summary>How hard each fault strikes.</summary>
    public required FaultRates Rates { get; init; }

    /// <summary>What clients are told: each clock's rate lies within so many parts per million of real time.</summary>
    public required long Drift { get; init; }

    /// <summary>What is so: beyond <see cref="Drift"/> only L10 may break, and L3, where the resource relies on L10 alone.</summary>
    public long WidestDrift => Math.Max(Drift, Rates[Fault.WildClock]);

    /// <summary>Whether clocks keep what clients are told of them.</summary>
    public bool AreClocksTame => WidestDrift == Drift;

    public required long DelayMin { get; init; }

    public required long DelayMax { get; init; }

    /// <summary>The longest time a message waits within a process.</summary>
    public required long LocalDelayMax { get; init; }

    /// <summary>The longest usual time of a write.</summary>
    public required long DiskMax { get; init; }

    /// <summary>How long a node that has crashed stays down at most.</summary>
    public required long DownMax { get; init; }

    /// <summary>How long links stay cut at most.</summary>
    public required long PartitionMax { get; init; }

    /// <summary>How eager clients are: the longest pause between two things that one of them does.</summary>
    public required long ThinkMax { get; init; }

    public required long HoldMax { get; init; }

    /// <summary>How much an application asks for at once, when it does: more than the limits may bear.</summary>
    public required int BurstMax { get; init; }

    /// <summary>Whether applications ask for more than whole locks, one at a time.</summary>
    public required bool HasAllModes { get; init; }

    /// <summary>The longest time for which a lost lock is kept back; 0 for never.</summary>
    public required long DelayOfLost { get; init; }

    /// <summary>Whether some locks are kept back when they are lost.</summary>
    public bool HasDelays => DelayOfLost > 0;

    /// <summary>How long the faults go on.</summary>
    public required long FaultyTime { get; init; }

    /// <summary>Whether limits are so small that a message carries an entry or a few.</summary>
    public bool IsInPieces => AreInPieces(Group);

    /// <summary>The same, with the limits that the product has by default.</summary>
    public SwarmPlan WithUsualLimits() => this with
    {
        Group = new GroupSettings(),
        Client = new ClientSettings { SessionTimeToLive = Client.SessionTimeToLive, ClockDrift = Client.ClockDrift },
    };

    /// <summary>In a few lines, for people.</summary>
    public IEnumerable<string> Describe() =>
    [
        $"{Nodes} nodes, {Clients} clients, {Locks} locks; faults for {FaultyTime / Ms} ms: {Rates}",
        $"messages take {DelayMin} to {DelayMax} µs, {LocalDelayMax} within a process; writes up to {DiskMax}; clocks drift by {Drift} ppm",
        $"clients pause for up to {ThinkMax / Ms} ms, and hold for up to {HoldMax / Ms} ms",
        $"nodes stay down for up to {DownMax / Ms} ms, links are cut for up to {PartitionMax / Ms} ms",
        Group.ToString(),
        Client.ToString(),
    ];

    public static SwarmPlan Draw(Prng random)
    {
        var rates = FaultRates.Draw(random);
        var isAtDeadlines = random.Percent(15) || rates[Fault.WildClock] > 0;
        var isShortLived = random.Percent(25) || rates[Fault.WildClock] > 0;
        var clients = (int)random.Between(2, 6);
        var group = DrawGroup(random);
        var drift = isAtDeadlines ? 30_000 : random.Percent(50) ? 10_000 : random.Between(0, 30_000);
        var plan = new SwarmPlan
        {
            Nodes = random.Pick([1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 7]),
            Clients = clients,
            Locks = (int)random.Between(1, 3),
            Group = group,
            IsNewGroup = random.Percent(15),
            Client = DrawClient(random, isShortLived, drift),
            Limits = DrawLimits(random, clients),
            Drift = drift,
            Rates = rates,
            DelayMin = random.Between(50, 2 * Ms),
            DelayMax = random.Pick([3 * Ms, 3 * Ms, 10 * Ms, 50 * Ms, 200 * Ms]),
            LocalDelayMax = random.Pick([ShortMailboxDelay, ShortMailboxDelay, Ms, 10 * Ms]),
            DiskMax = random.Pick([Ms / 5, 2 * Ms, 20 * Ms]),
            DownMax = random.Pick([100 * Ms, Second, 5 * Second]),
            PartitionMax = random.Pick([Second, 3 * Second, 8 * Second]),

            // A long log that is fetched entry by entry would take longer than any bound allows.
            ThinkMax = AreInPieces(group)
                ? random.Pick([200 * Ms, 400 * Ms, 2 * Second])
                : random.Pick([20 * Ms, 100 * Ms, 400 * Ms, 2 * Second]),
            HoldMax = random.Pick([Ms, 50 * Ms, 500 * Ms, 4 * Second]),
            BurstMax = random.Percent(40) ? (int)random.Between(5, 30) : 0,
            FaultyTime = random.Between(5, 18) * Second,
            HasAllModes = random.Percent(60),
            DelayOfLost = random.Percent(40) ? random.Pick([50 * Ms, Second, 4 * Second]) : 0,
        };
        return isAtDeadlines ? plan.AtDeadlines() : plan;
    }

    /// <summary>
    /// The same, made for the deadlines of sessions: locks are held for longer than sessions live, by clients that are often cut off for as long.
    /// Otherwise a client has mostly given back what it holds before its deadline comes, and clocks hardly matter.
    /// </summary>
    private SwarmPlan AtDeadlines() => this with
    {
        Rates = Rates.With(Fault.ClientCut, Second),
        PartitionMax = 8 * Second,
        HoldMax = 12 * Second,
    };

    private static bool AreInPieces(GroupSettings group) => group.MaxBatchBytes < 1000 || group.MaxBatchEntries < 10;

    /// <summary>Small limits in half of the runs: logs in pieces, staging, catching up and full windows do not happen otherwise.</summary>
    private static GroupSettings DrawGroup(Prng random)
    {
        var usual = new GroupSettings();
        return new GroupSettings
        {
            MaxBatchBytes = random.Percent(40) ? (int)random.Between(1, 400) : usual.MaxBatchBytes,
            MaxBatchEntries = random.Percent(30) ? (int)random.Between(1, 8) : usual.MaxBatchEntries,
            MaxInFlightBytes = random.Percent(30) ? (int)random.Between(1, 1000) : usual.MaxInFlightBytes,
            MaxInFlightEntries = random.Percent(30) ? (int)random.Between(1, 16) : usual.MaxInFlightEntries,
            MaxPendingEntries = random.Percent(30) ? (int)random.Between(1, 24) : usual.MaxPendingEntries,
            MaxPendingBytes = random.Percent(20) ? (int)random.Between(1, 1000) : usual.MaxPendingBytes,
            MaxQuestions = random.Percent(15) ? (int)random.Between(1, 10) : usual.MaxQuestions,
            KeptEntries = random.Percent(60) ? (int)random.Between(1, 40) : usual.KeptEntries,
            SnapshotInterval = (int)random.Between(1, 60),
            TailEntries = random.Percent(50) ? (int)random.Between(0, 10) : (int)random.Between(0, 60),
            TrimInterval = (int)random.Between(1, 40),
        };
    }

    private static ClientSettings DrawClient(Prng random, bool isShortLived, long drift)
    {
        var usual = new ClientSettings();
        var timeToLive = isShortLived ? random.Between(1000, 2000) * Ms : random.Between(2000, 6000) * Ms;
        return new ClientSettings
        {
            SessionTimeToLive = TimeSpan.FromMicroseconds(timeToLive),
            ClockDrift = drift / 1e6,
            MaxUnanswered = random.Percent(20) ? (int)random.Between(1, 4) : usual.MaxUnanswered,
            MaxMessageBytes = random.Percent(20) ? (int)random.Between(1, 300) : usual.MaxMessageBytes,
            MaxOperations = random.Percent(20) ? (int)random.Between(2, 20) : usual.MaxOperations,
            MaxQueries = random.Percent(10) ? (int)random.Between(1, 4) : usual.MaxQueries,
        };
    }

    /// <summary>There is always room for all that live, and for some of the dead whose sessions have not expired yet.</summary>
    private static TableLimits DrawLimits(Prng random, int clients)
    {
        var usual = TableLimits.Standard;
        return new TableLimits
        {
            Sessions = random.Percent(20) ? clients + (int)random.Between(4, 8) : usual.Sessions,
            RequestsOfSession = random.Percent(20) ? (int)random.Between(2, 10) : usual.RequestsOfSession,
            Requests = random.Percent(20) ? (int)random.Between(4, 40) : usual.Requests,
            Reentries = random.Percent(20) ? (int)random.Between(1, 3) : usual.Reentries,
        };
    }
}
