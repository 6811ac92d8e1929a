using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>How one run of transactions is drawn. Times are in microseconds. Immutable: a scripted test takes <see cref="Calm"/> and changes it.</summary>
public sealed record TransactionsPlan
{
    private const long Ms = Schedule.Millisecond;

    /// <summary>Nothing goes wrong, and every participant lives on a node of its own.</summary>
    public static TransactionsPlan Calm { get; } = new();

    public StagePlan Stage { get; init; } = StagePlan.Calm;

    public CommitProtocol Protocol { get; init; }

    /// <summary>How many nodes have coordinators and acceptors.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Of Paxos Commit: how many acceptors may be down. There are twice as many and one.</summary>
    public int Failures { get; init; } = 1;

    public int Participants { get; init; } = 3;

    /// <summary>Whether participants live on the nodes of the coordinators.</summary>
    public bool AreShared { get; init; }

    /// <summary>Whether what the ledgers do is kept in the journals of their participants.</summary>
    public bool IsOneJournal { get; init; }

    public int Clients { get; init; } = 1;

    public CommitSettings Settings { get; init; } = new();

    /// <summary>How long a client lets the votes take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client waits before it sends its request again.</summary>
    public TimeSpan ClientRetryInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time a ledger takes to prepare, or to carry out a decision.</summary>
    public long WorkMax { get; init; }

    /// <summary>The longest pause between two requests of one client.</summary>
    public long ThinkMax { get; init; } = 100 * Ms;

    /// <summary>In how many of a hundred transactions a participant says no.</summary>
    public int Refusals { get; init; }

    /// <summary>How many of a hundred participants have nothing to commit.</summary>
    public int ReadOnlies { get; init; }

    /// <summary>How many requests in a hundred ask what became of a transaction, perhaps before it is begun.</summary>
    public int Questions { get; init; }

    /// <summary>How many of a hundred transactions get an id that another one has.</summary>
    public int Reuses { get; init; }

    // Longer than any answer takes where messages are timely.
    private static CommitSettings Prompt { get; } = new()
    {
        RetryInterval = TimeSpan.FromMilliseconds(200),
        SuspicionTimeout = TimeSpan.FromSeconds(1),
    };

    /// <summary>Whether nothing can go wrong: then what all agree to is committed.</summary>
    public bool IsCalm => !Stage.Rates.Active.Any() && Timeout >= TimeSpan.FromSeconds(5) && Questions == 0 && Reuses == 0;

    /// <summary>The names of the nodes.</summary>
    public IReadOnlyList<NodeId> NodeIds => [.. Enumerable.Range(1, Nodes).Select(i => new NodeId($"n{i}"))];

    /// <summary>The acceptors of Paxos Commit.</summary>
    public IReadOnlyList<NodeId> Acceptors => [.. NodeIds.Take(2 * Failures + 1)];

    /// <summary>The names of the participants.</summary>
    public IReadOnlyList<string> ParticipantNames => [.. Enumerable.Range(1, Participants).Select(i => $"p{i}")];

    /// <param name="random">The luck.</param>
    /// <param name="protocol">The protocol; null draws that, too.</param>
    public static TransactionsPlan Draw(Prng random, CommitProtocol? protocol)
    {
        var drawn = random.Pick([CommitProtocol.TwoPhase, CommitProtocol.TwoPhase, CommitProtocol.ThreePhase, CommitProtocol.PaxosCommit, CommitProtocol.PaxosCommit]);
        var nodes = random.Pick([1, 3, 3, 3, 5, 5]);
        var stage = StagePlan.Draw(random);
        var plan = new TransactionsPlan
        {
            Protocol = protocol ?? drawn,
            Nodes = nodes,
            Failures = (int)random.Between(0, (nodes - 1) / 2),
            Participants = (int)random.Between(2, 5),
            AreShared = random.Percent(30),
            IsOneJournal = random.Percent(50),
            Clients = (int)random.Between(1, 4),
            Settings = new CommitSettings
            {
                RetryInterval = TimeSpan.FromMilliseconds(random.Pick([100, 300, 500])),
                SuspicionTimeout = TimeSpan.FromMilliseconds(random.Pick([300, 1000, 2000])),
            },
            Timeout = TimeSpan.FromMilliseconds(random.Pick([200, 1000, 5000])),
            ClientRetryInterval = TimeSpan.FromMilliseconds(random.Pick([50, 200, 500])),
            WorkMax = random.Pick([0, Ms, 20 * Ms, 300 * Ms]),
            ThinkMax = random.Pick([50 * Ms, 200 * Ms, 1000 * Ms]),
            Refusals = random.Pick([0, 10, 30]),
            ReadOnlies = random.Pick([0, 20, 50]),
            Questions = random.Pick([0, 10, 30]),
            Reuses = random.Pick([0, 0, 5, 20]),
        };
        if (random.Percent(4))
            return plan with { Stage = StagePlan.Calm, Timeout = TimeSpan.FromSeconds(30), Questions = 0, Reuses = 0 };

        // While a participant is dead, what it has not acknowledged keeps its id, and nobody is to reuse one.
        if (plan.Reuses > 0)
            stage = stage with { Rates = stage.Rates.Without(Fault.LeftBroken) };
        return plan with
        {
            Stage = plan.Protocol == CommitProtocol.ThreePhase ? Timely(stage, random) : stage,
            Settings = plan.Protocol == CommitProtocol.ThreePhase ? Prompt : plan.Settings,
            ThinkMax = plan.Protocol == CommitProtocol.ThreePhase ? random.Pick([20 * Ms, 50 * Ms, 200 * Ms]) : plan.ThinkMax,
        };
    }

    /// <summary>In a few lines, for people.</summary>
    public IEnumerable<string> Describe() =>
    [
        $"{Protocol}: {Nodes} nodes, {Acceptors.Count} acceptors, {Participants} participants{(AreShared ? " on the nodes" : "")}, {Clients} clients",
        $"{(IsOneJournal ? "one journal" : "two journals")}, {Refusals} % refused, {ReadOnlies} % read only, {Questions} % questions, {Reuses} % of ids used again",
        $"votes take up to {Timeout.TotalMilliseconds} ms, work up to {WorkMax / Ms} ms; suspicion after {Settings.SuspicionTimeout.TotalMilliseconds} ms",
    ];

    /// <summary>What three-phase commit takes for granted: processes crash, and whatever is sent between those that are up arrives, and soon.</summary>
    private static StagePlan Timely(StagePlan plan, Prng random)
    {
        Fault[] crashes = [Fault.CrashOfAll, Fault.RoleCrash, Fault.SlowWrite, Fault.FailedWrite, Fault.FullDisk, Fault.Doubling, Fault.Overtaking];
        return plan with
        {
            Rates = crashes.Aggregate(FaultRates.None, (rates, fault) => rates.With(fault, plan.Rates[fault]))
                .With(Fault.NodeCrash, random.Between(100, 1500) * Ms),
            DelayMax = random.Pick([3, 20, 100, 100]) * Ms,
            DownMax = random.Pick([100 * Ms, 5000 * Ms, 10_000 * Ms]),
            FaultyTime = random.Between(4, 10) * Schedule.Second,
        };
    }
}
