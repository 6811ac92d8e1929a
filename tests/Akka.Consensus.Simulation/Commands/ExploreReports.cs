using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Simulation.Exploration;
using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Engine;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>Explores, and prints what came of it.</summary>
public static class ExploreReports
{
    private const int Fine = 0;
    private const int Wrong = 1;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    /// <summary>Explores one specification.</summary>
    public static int One(ISpec spec, int limit, TextWriter output, TextWriter error)
    {
        var watch = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        try
        {
            var explored = Explorer.Run(spec, limit, (found, done) =>
            {
                if (watch.Elapsed - shown < ProgressInterval)
                    return;
                shown = watch.Elapsed;
                Print(error, $"{found} states found, {done} of them expanded");
            });
            Print(output, $"distinct states: {explored.Distinct}");
            Print(output, $"steps: {explored.Steps}, depth: {explored.Depth}");
            return Report(explored.Counterexample, output);
        }
        catch (StateLimitException tooMany)
        {
            error.WriteLine(tooMany.Message);
            return Wrong;
        }
        catch (OutOfMemoryException)
        {
            error.WriteLine("the memory of this machine is used up: nothing is known of the states that were not visited; explore a smaller configuration");
            return Wrong;
        }
    }

    /// <summary>Explores everything of which it is known what must come of it.</summary>
    public static int All(TextWriter output)
    {
        var isFine = true;
        foreach (var published in PublishedCounts.All)
        {
            var explored = Explorer.Run(published.Create());
            var isAsPublished = explored.Distinct == published.Distinct;
            Print(output, $"{published.Name}: {explored.Distinct} states, {(isAsPublished ? "as published" : $"NOT {published.Distinct} AS PUBLISHED")}");
            isFine &= isAsPublished && Report(explored.Counterexample, output) == Fine;
        }

        // As many at a time as there are processors, each taken up when one is free.
        var cores = System.Collections.Concurrent.Partitioner.Create(CoreExploration.All, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);
        foreach (var (exploration, result) in cores.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(c => (c, c.Run())))
        {
            Print(output, $"cores, {exploration}: {result.Cores.Distinct} states, {result.Reached} of the {result.Expected} states of {exploration.SpecName}");
            isFine &= result.IsFine && Report(result.Cores.Counterexample, output) == Fine;
        }

        Print(output, $"{(isFine ? "every count is as it must be, every step of a core is one of the specification" : "NOT AS IT MUST BE")}");
        return isFine ? Fine : Wrong;
    }

    private static int Report(Counterexample? counterexample, TextWriter output)
    {
        if (counterexample is null)
            return Fine;
        Print(output, $"{counterexample.Wrong}, after {counterexample.Trace.Count - 1} steps:");
        foreach (var (step, state) in counterexample.Trace)
        {
            Print(output, $"  {(step.Length == 0 ? "first" : step)}");
            Print(output, $"      {state}");
        }

        return Wrong;
    }

    private static void Print(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
