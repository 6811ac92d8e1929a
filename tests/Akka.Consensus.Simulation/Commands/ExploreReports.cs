using System.Collections.Concurrent;
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
    public static int One(Func<ISpec> spec, int limit, TextWriter output, TextWriter error)
    {
        var watch = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        try
        {
            var explored = Explorer.Run(spec(), limit, (found, done) =>
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
            error.WriteLine("the memory is used up: nothing is known of the states that were not visited; explore a smaller configuration");
            return Wrong;
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
            Print(output, $"{known}: {explored.Distinct} states, {(explored.Distinct == known.Distinct ? "as published" : $"NOT {known.Distinct}")}");
            isFine &= Report(explored.Counterexample, output) == Fine;
        }

        // As many at a time as there are processors, each taken up when one is free.
        var results = Partitioner.Create(cores, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(c => (c, c.Run()));
        foreach (var (exploration, result) in results)
        {
            var reached = result.Reached == result.Expected ? $"all {result.Reached}" : $"ONLY {result.Reached} OF {result.Expected}";
            Print(output, $"cores, {exploration}: {result.Cores.Distinct} states, {reached} states of {exploration.SpecName} reached");
            isFine &= result.Reached == result.Expected;
            isFine &= Report(result.Cores.Counterexample, output) == Fine;
        }

        output.WriteLine(isFine ? "every count is as it must be, and every step of a core is one of its specification" : "NOT AS IT MUST BE");
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
