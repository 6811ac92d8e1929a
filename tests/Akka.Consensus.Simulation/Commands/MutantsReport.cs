using System.Diagnostics;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Commands;

/// <summary><c>mutants</c>: a table of the known-wrong variants, with the seed that caught each.</summary>
public sealed class MutantsReport(TextWriter output, CancellationToken cancelled)
{
    public int Run(string? only)
    {
        var mutants = MutationGate.Mutants.Where(m => only is null || m.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (mutants.Count == 0)
        {
            output.Line($"no mutant has '{only}' in its name; there are:");
            foreach (var mutant in MutationGate.Mutants)
                output.Line($"  {mutant}");
            return ExitCodes.Wrong;
        }

        var width = mutants.Max(m => m.Name.Length);
        output.Line($"{"MUTANT".PadRight(width)}  SEED  LIMIT  SECONDS  CAUGHT BY");
        var caught = 0;
        foreach (var mutant in mutants)
        {
            if (cancelled.IsCancellationRequested)
                return ExitCodes.Interrupted;
            var watch = Stopwatch.StartNew();
            var verdict = MutationGate.Judge(mutant);
            caught += verdict.Caught is null ? 0 : 1;
            var seed = verdict.Caught?.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-";
            output.Line($"{mutant.Name.PadRight(width)}  {seed,4}  {mutant.Seeds,5}  {watch.Elapsed.TotalSeconds,7:N2}  {verdict.Caught?.Failure!.Id ?? "NOT CAUGHT"}");
        }

        output.Line($"{caught} of {mutants.Count} mutants caught");
        return caught == mutants.Count ? ExitCodes.Fine : ExitCodes.Wrong;
    }
}
