using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>Runs what a command asks for and prints what came of it.</summary>
public static class Reports
{
    private const int Fine = 0;
    private const int Wrong = 1;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    public static int Run(ulong from, ulong count, int seconds, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        var limit = seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        var result = Campaign.Run(from, count, limit, (seed, run) =>
        {
            if (run.Failure is not null)
                PrintFailure(run, output);
            if (watch.Elapsed - shown < ProgressInterval)
                return;
            shown = watch.Elapsed;
            Print(output, $"{seed - from + 1} of {count} seeds");
        });
        Print(output, $"{result.Seeds} seeds, {result.Steps} steps, {result.Chosen} commands chosen, {result.Failures.Count} failures");
        Print(output, $"{result.Steps / watch.Elapsed.TotalSeconds:F0} steps/s");
        foreach (var probe in Enum.GetValues<Probe>())
            Print(output, $"{result.Probes[probe],12} {probe}");
        foreach (var missed in result.Probes.Missed)
            Print(output, $"never hit: {missed}: the faults are too tame, or the seeds too few");
        return result.Failures.Count == 0 && !result.Probes.Missed.Any() ? Fine : Wrong;
    }

    public static int Replay(ulong seed, bool isTraced, TextWriter output)
    {
        var result = Simulator.Run(seed, Variant.Sound, isTraced ? output : null);
        Print(output, $"seed {seed}: {result.Steps} steps, {result.Chosen} commands chosen, trace {result.Hash:x16}");
        if (result.Failure is null)
            return Fine;
        Print(output, $"{result.Failure.Message}");
        return Wrong;
    }

    public static int Mutants(TextWriter output)
    {
        var isFine = true;
        foreach (var mutant in MutationGate.Mutants)
        {
            var verdict = MutationGate.Judge(mutant);
            isFine &= verdict.Caught is not null;
            Print(output, verdict.Caught is { } caught
                ? $"caught at seed {caught.Seed} of {mutant.Seeds}: {mutant.Name} ({caught.Failure!.Id})"
                : (FormattableString)$"NOT CAUGHT in {mutant.Seeds} seeds: {mutant.Name}");
        }

        return isFine ? Fine : Wrong;
    }

    private static void PrintFailure(RunResult run, TextWriter output)
    {
        Print(output, $"seed {run.Seed}: {run.Failure!.Message}");
        Print(output, $"  {CommandTree.ReplayPrefix}{run.Seed} --trace");
    }

    private static void Print(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
