using System.Collections.Concurrent;
using Akka.Consensus.Simulation.Exploration;
using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Engine;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>Explores, and prints what came of it.</summary>
public static class ExploreReports
{
    /// <summary>Explores one specification.</summary>
    public static int One(Func<ISpec> spec, int limit, TextWriter output, TextWriter error)
    {
        var progress = new Progress();
        try
        {
            var explored = Explorer.Run(spec(), limit, (found, done) => progress.Say(() => $"{found} states found, {done} of them expanded"));
            output.Line($"distinct states: {explored.Distinct}");
            output.Line($"steps: {explored.Steps}, depth: {explored.Depth}");
            return Report(explored.Counterexample, output);
        }
        catch (StateLimitException tooMany)
        {
            error.WriteLine(tooMany.Message);
            return ExitCodes.Wrong;
        }
        catch (OutOfMemoryException)
        {
            error.WriteLine("the memory is used up: nothing is known of the states that were not visited; explore a smaller configuration");
            return ExitCodes.Wrong;
        }
    }

    /// <summary>Explores specifications whose number of states is known, and cores; fails if anything is not as it must be.</summary>
    public static int All(IEnumerable<PublishedCount> published, IEnumerable<CoreExploration> cores, TextWriter output)
    {
        var isFine = true;
        foreach (var known in published)
        {
            var explored = Explorer.Run(known.Create());
            isFine &= explored.Distinct == known.Distinct;
            output.Line($"{known}: {explored.Distinct} states, {(explored.Distinct == known.Distinct ? "as published" : $"NOT {known.Distinct}")}");
            isFine &= Report(explored.Counterexample, output) == ExitCodes.Fine;
        }

        // As many at a time as there are processors, each taken up when one is free.
        var results = Partitioner.Create(cores, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(c => (c, c.Run()));
        foreach (var (exploration, result) in results)
        {
            var reached = result.Reached == result.Expected ? $"all {result.Reached}" : $"ONLY {result.Reached} OF {result.Expected}";
            output.Line($"cores, {exploration}: {result.Cores.Distinct} states, {reached} states of {exploration.SpecName} reached");
            isFine &= result.Reached == result.Expected;
            isFine &= Report(result.Cores.Counterexample, output) == ExitCodes.Fine;
        }

        output.WriteLine(isFine ? "every count is as it must be, and every step of a core is one of its specification" : "NOT AS IT MUST BE");
        return isFine ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    private static int Report(Counterexample? counterexample, TextWriter output)
    {
        if (counterexample is null)
            return ExitCodes.Fine;
        output.Line($"{counterexample.Wrong}, after {counterexample.Trace.Count - 1} steps:");
        foreach (var (step, state) in counterexample.Trace)
        {
            output.Line($"  {(step.Length == 0 ? "first" : step)}");
            output.Line($"      {state}");
        }

        return ExitCodes.Wrong;
    }
}
