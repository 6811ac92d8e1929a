using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>
/// How hard one run is. Each seed turns each class of faults on or off and draws how hard it strikes: a run with everything at medium never
/// gets deep into any one corner (Groce and others, "Swarm Testing", ISSTA 2012). Chances are in parts per million, times in microseconds; 0 is never.
/// </summary>
public sealed record SwarmPlan
{
    private const long Ms = Schedule.Millisecond;
    private const long Second = Schedule.Second;

    public required int Nodes { get; init; }

    public required int Clients { get; init; }

    public required int Locks { get; init; }

    public required GroupSettings Group { get; init; }

    public required ClientSettings Client { get; init; }

    public required TableLimits Limits { get; init; }

    /// <summary>Each clock's rate lies within this of real time.</summary>
    public required long Drift { get; init; }

    public required long Loss { get; init; }

    public required long Doubling { get; init; }

    public required long Reordering { get; init; }

    public required long DelayMin { get; init; }

    public required long DelayMax { get; init; }

    /// <summary>A message that is late by seconds.</summary>
    public required long Straggling { get; init; }

    /// <summary>The longest time a message waits within a process.</summary>
    public required long LocalDelayMax { get; init; }

    public required long DiskMax { get; init; }

    public required long SlowWrites { get; init; }

    public required long HungWrites { get; init; }

    public required long CrashEvery { get; init; }

    public required long DownMax { get; init; }

    public required long CrashAllEvery { get; init; }

    public required long RoleRestartEvery { get; init; }

    public required long NodePauseEvery { get; init; }

    /// <summary>A node is asked to stop.</summary>
    public required long LeaveEvery { get; init; }

    public required long PartitionEvery { get; init; }

    public required long PartitionMax { get; init; }

    public required long ClientCrashEvery { get; init; }

    public required long ClientPauseEvery { get; init; }

    /// <summary>How eager clients are: the longest pause between two things that one of them does.</summary>
    public required long ThinkMax { get; init; }

    public required long HoldMax { get; init; }

    /// <summary>How much an application asks for at once, when it does: more than the limits may bear.</summary>
    public required int BurstMax { get; init; }

    /// <summary>How long the faults go on.</summary>
    public required long FaultyTime { get; init; }

    /// <summary>Whether limits are so small that a message carries an entry or a few.</summary>
    public bool IsInPieces => Group.MaxBatchBytes < 1000 || Group.MaxBatchEntries < 10;

    public static SwarmPlan Draw(Prng random)
    {
        var clients = (int)random.Between(2, 6);
        var group = DrawGroup(random);
        var drift = random.Percent(50) ? 10_000 : random.Between(0, 30_000);
        return new SwarmPlan
        {
            Nodes = random.Pick([1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 7]),
            Clients = clients,
            Locks = (int)random.Between(1, 3),
            Group = group,
            Client = DrawClient(random, drift),
            Limits = DrawLimits(random, clients),
            Drift = drift,
            Loss = Maybe(random, 60, 1_000, 300_000),
            Doubling = Maybe(random, 50, 1_000, 500_000),
            Reordering = Maybe(random, 40, 1_000, 50_000),
            DelayMin = random.Between(50, 2 * Ms),
            DelayMax = random.Pick([3 * Ms, 3 * Ms, 10 * Ms, 50 * Ms, 200 * Ms]),
            Straggling = Maybe(random, 30, 100, 10_000),
            LocalDelayMax = random.Pick([30, 30, Ms, 10 * Ms]),
            DiskMax = random.Pick([Ms / 5, 2 * Ms, 20 * Ms]),
            SlowWrites = Maybe(random, 50, 10_000, 300_000),
            HungWrites = Maybe(random, 30, 500, 10_000),
            CrashEvery = Maybe(random, 60, Second, 15 * Second),
            DownMax = random.Pick([100 * Ms, Second, 5 * Second]),
            CrashAllEvery = Maybe(random, 25, 3 * Second, 20 * Second),
            RoleRestartEvery = Maybe(random, 50, Second, 10 * Second),
            NodePauseEvery = Maybe(random, 40, 2 * Second, 15 * Second),
            LeaveEvery = Maybe(random, 40, Second, 10 * Second),
            PartitionEvery = Maybe(random, 60, Second, 10 * Second),
            PartitionMax = random.Pick([Second, 3 * Second, 8 * Second]),
            ClientCrashEvery = Maybe(random, 50, 2 * Second, 20 * Second),
            ClientPauseEvery = Maybe(random, 50, 2 * Second, 15 * Second),

            // A long log that is fetched entry by entry would take longer than any bound allows.
            ThinkMax = group.MaxBatchBytes < 1000 || group.MaxBatchEntries < 10
                ? random.Pick([200 * Ms, 400 * Ms, 2 * Second])
                : random.Pick([20 * Ms, 100 * Ms, 400 * Ms, 2 * Second]),
            HoldMax = random.Pick([Ms, 50 * Ms, 500 * Ms, 4 * Second]),
            BurstMax = random.Percent(40) ? (int)random.Between(5, 30) : 0,
            FaultyTime = random.Between(8, 25) * Second,
        };
    }

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
            CheckpointInterval = (int)random.Between(1, 100),
        };
    }

    private static ClientSettings DrawClient(Prng random, long drift)
    {
        var usual = new ClientSettings();
        var timeToLive = random.Percent(25) ? random.Between(1000, 2000) * Ms : random.Between(2000, 6000) * Ms;
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
        };
    }

    private static long Maybe(Prng random, int percent, long low, long high)
    {
        var drawn = random.Between(low, high);
        return random.Percent(percent) ? drawn : 0;
    }
}
