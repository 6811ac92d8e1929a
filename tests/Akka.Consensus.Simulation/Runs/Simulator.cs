using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>One run: first safety while faults go on; then a quorum is healed, the rest stays broken, and progress is demanded.</summary>
public static class Simulator
{
    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="variant">Which cores take part.</param>
    /// <param name="output">Where the trace is written; null for nowhere.</param>
    /// <param name="ignored">The names of what is not checked.</param>
    /// <param name="changes">How the run differs from what the seed draws.</param>
    public static RunResult Run(ulong seed, Variant variant, TextWriter? output = null, IReadOnlyCollection<string>? ignored = null,
        PlanChanges? changes = null)
    {
        var trace = new Trace(output);
        var world = new SimulatedWorld(seed, variant, trace, ignored ?? [], changes ?? PlanChanges.None);
        ViolationException? failure = null;
        try
        {
            foreach (var line in world.Plan.Describe())
                trace.Note("plan", line);
            Play(world);
        }
        catch (ViolationException violation)
        {
            failure = violation;
        }
        catch (Core.InvariantException impossible)
        {
            // A core that stops itself has found what a checker would have found.
            failure = new ViolationException("invariant", impossible.Message);
        }
        catch (Exception exception)
        {
            // No core may end like this; a mutant may die of its own wrongness in any way.
            failure = new ViolationException("exception", $"{exception.GetType().Name}: {exception.Message} {FirstFrame(exception)}");
        }

        if (failure is not null)
            trace.Note("VIOLATION", failure.Message);
        world.Finish();
        return new RunResult(seed, world.Plan, world.Schedule.Steps, world.Schedule.Now, world.Watch.Chosen.Last.Value, trace.Hash,
            world.Probes, world.Faults.Counts, failure);
    }

    private static void Play(SimulatedWorld world)
    {
        var nemesis = new Nemesis(world);
        nemesis.Begin();
        while (world.Schedule.Step(world.Plan.FaultyTime))
        {
            // every step is watched by the checkers
        }

        world.Trace.Note("everything", "is as it is left: the faults end");
        var healthy = nemesis.Heal();
        var recovery = new Recovery(world, healthy);
        Await(world, recovery);
        Departure.Demand(world, recovery, healthy);
        Await(world, recovery);
        if (world.Conditions.IsPartitioned)
            world.Probes.Hit(Probe.RecoveredInAPartialPartition);
        world.Watch.Finish();
    }

    private static void Await(SimulatedWorld world, Recovery recovery)
    {
        while (!recovery.IsDone && world.Schedule.Step(long.MaxValue))
        {
            // every step is watched by the checkers
        }
    }

    /// <summary>Where it was thrown, without the path of the file, which differs between machines.</summary>
    private static string FirstFrame(Exception exception) => exception.StackTrace?.Split('\n')[0].Split(" in ")[0].Trim() ?? "";
}
