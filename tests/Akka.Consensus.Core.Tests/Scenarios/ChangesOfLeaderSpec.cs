using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;
using Xunit;

namespace Akka.Consensus.Core.Tests.Scenarios;

/// <summary>Leaders that follow one another sooner than a session's time to live passes.</summary>
public sealed class ChangesOfLeaderSpec
{
    // Three nodes find a new leader within three election timeouts. A session that lives for less than that and its keep-alives would be no measure.
    private const long LongestChange = 3 * Schedule.Second;
    private const long LeastTimeToLive = 4500 * Schedule.Millisecond;

    private static readonly PlanChanges Plan = new() { Nodes = 3, Without = Enum.GetValues<Fault>(), HasUsualLimits = true };

    private static readonly List<ulong> Seeds =
        [.. Enumerable.Range(1, 100).Select(s => (ulong)s).Where(s => TimeToLive(World(s, Variant.Sound)) >= LeastTimeToLive).Take(10)];

    [Fact(DisplayName = "Changes of leader should not let a dead session live for ever: its lock goes to the next in line")]
    public void Changes_of_leader_should_not_prolong_a_dead_session() => Assert.All(Outcomes(Variant.Sound), Assert.True);

    [Fact(DisplayName = "Without a word on silence in the log, changes of leader should let a dead session live for as long as they go on")]
    public void Without_a_word_in_the_log_they_should() => Assert.All(Outcomes(new SilenceNotNoted()), Assert.False);

    [Fact(DisplayName = "Changes of leader should cost no living session: its holder keeps the lock")]
    public void Changes_of_leader_should_cost_no_living_session()
    {
        foreach (var seed in Seeds)
        {
            var world = World(seed, Variant.Sound);
            var holder = Holder(world);
            ChangeLeaders(world);

            RunUntil(world, 6 * (TimeToLive(world) + LongestChange), () => false);

            Assert.True(holder.Believes(Assert.Single(holder.Holds)), $"seed {seed}");
        }
    }

    /// <summary>Whether, seed by seed, the one who waits gets the lock of one who died while leaders change and change.</summary>
    private static List<bool> Outcomes(Variant variant)
    {
        var outcomes = new List<bool>();
        foreach (var seed in Seeds)
        {
            var world = World(seed, variant);
            var holder = Holder(world);
            var waiter = world.AddClient();
            waiter.Acquire(1, "x", waits: true, timeout: null);
            RunUntil(world, Schedule.Second, () => false);

            holder.Crash();
            ChangeLeaders(world);

            outcomes.Add(RunUntil(world, 6 * (TimeToLive(world) + LongestChange), () => waiter.Holds.Count > 0));
        }

        return outcomes;
    }

    private static SimulatedWorld World(ulong seed, Variant variant)
    {
        var world = new SimulatedWorld(seed, variant, new Trace(), [], Plan);
        foreach (var node in world.Nodes)
            node.Start();
        return world;
    }

    private static long TimeToLive(SimulatedWorld world) => (long)world.Plan.Client.SessionTimeToLive.TotalMicroseconds;

    private static SimulatedClient Holder(SimulatedWorld world)
    {
        var holder = world.AddClient();
        holder.Acquire(1, "x", waits: true, timeout: null);
        Assert.True(RunUntil(world, 10 * Schedule.Second, () => holder.Holds.Count > 0));
        return holder;
    }

    /// <summary>Each leader crashes when it has led for seven tenths of a time to live, and starts again when another leads.</summary>
    private static void ChangeLeaders(SimulatedWorld world)
    {
        var since = (Leader: default(SimulatedNode), Time: 0L);
        Look();

        void Look()
        {
            var leader = world.Nodes.Where(n => n.ProposerCore is { IsEstablished: true }).MaxBy(n => n.ProposerCore!.Proposer.Ballot);
            if (leader != since.Leader)
                since = (leader, world.Schedule.Now);
            if (leader is not null && world.Schedule.Now - since.Time >= TimeToLive(world) * 7 / 10)
            {
                leader.Crash();
                world.Schedule.After(LongestChange / 2, leader.Start);
            }

            world.Schedule.After(10 * Schedule.Millisecond, Look);
        }
    }

    private static bool RunUntil(SimulatedWorld world, long time, Func<bool> condition)
    {
        var end = world.Schedule.Now + time;
        while (!condition())
        {
            if (!world.Schedule.Step(end))
                return false;
        }

        return true;
    }
}
