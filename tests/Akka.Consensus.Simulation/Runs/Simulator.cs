using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>What became of one run.</summary>
/// <param name="Seed">Whose run.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Chosen">How many commands were chosen.</param>
/// <param name="Hash">The hash of all that happened.</param>
/// <param name="Probes">What was visited.</param>
/// <param name="Failure">What did not hold; null if everything did.</param>
public sealed record RunResult(ulong Seed, long Steps, long Chosen, ulong Hash, Probes Probes, ViolationException? Failure);

/// <summary>One run: first safety while faults go on; then a quorum is healed, the rest stays broken, and progress is demanded.</summary>
public static class Simulator
{
    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="variant">Which cores take part.</param>
    /// <param name="output">Where the trace is written; null for nowhere.</param>
    /// <param name="ignored">The names of what is not checked.</param>
    public static RunResult Run(ulong seed, Variant variant, TextWriter? output = null, IReadOnlyCollection<string>? ignored = null)
    {
        var trace = new Trace(output);
        var world = new SimulatedWorld(seed, variant, trace, ignored ?? []);
        trace.Schedule = world.Schedule;
        ViolationException? failure = null;
        try
        {
            trace.Note($"{world.Plan}");
            Play(world);
        }
        catch (ViolationException violation)
        {
            failure = violation;
        }
        catch (Exception exception) when (variant != Variant.Sound || exception is Core.InvariantException)
        {
            // A core that stops itself has found what a checker would have found; a mutant may die of its own wrongness in any way.
            failure = new ViolationException("invariant", exception.Message);
        }

        if (failure is not null)
            trace.Note(failure.Message);
        return new RunResult(seed, world.Schedule.Steps, world.Watch.Chosen.Last.Value, trace.Hash, world.Probes, failure);
    }

    private static void Play(SimulatedWorld world)
    {
        var nemesis = new Nemesis(world);
        nemesis.Begin();
        while (world.Schedule.Step(world.Plan.FaultyTime))
        {
            // every step is watched by the checkers
        }

        world.Trace.Note("the faults end");
        var healthy = nemesis.Heal();
        var recovery = new Recovery(world, healthy);
        Await(world, recovery);
        Departure.Demand(world, recovery, healthy);
        Await(world, recovery);
        world.Watch.Finish();
    }

    private static void Await(SimulatedWorld world, Recovery recovery)
    {
        while (!recovery.IsDone && world.Schedule.Step(long.MaxValue))
        {
            // every step is watched by the checkers
        }
    }
}
