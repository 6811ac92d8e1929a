using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary><c>shrink</c>: the smallest run that is found to fail as a given one does, as one command that replays it.</summary>
public sealed class ShrinkReport(TextWriter output, CancellationToken cancelled)
{
    private const long Million = 1_000_000;

    /// <param name="request">The run that fails.</param>
    /// <param name="effort">How many million steps to spend.</param>
    public int Shrink(RunRequest request, int effort)
    {
        var failed = Simulator.Run(request.Seed, request.Variant, output: null, request.Mutant?.Ignored, request.Changes);
        if (failed.Failure is null)
        {
            output.Line($"seed {request.Seed} does not fail: there is nothing to shrink");
            return ExitCodes.Fine;
        }

        var progress = new Progress();
        var shrinker = new Shrinker(request.Variant, request.Mutant?.Ignored, cancelled)
        {
            Found = smaller => progress.Say(() => $"after {smaller.Tries} tries:{smaller.Changes}"),
        };
        var smallest = shrinker.Shrink(failed, request.Changes, effort * Million);
        output.Line($"shrunk in {smallest.Tries} tries, from");
        Print(failed);
        output.Line($"to");
        Print(smallest.Run);
        output.Line($"see it with");
        output.Line($"  {(request with { Changes = smallest.Changes }).Command} --trace");
        return ExitCodes.Wrong;
    }

    private void Print(RunResult run)
    {
        var struck = FaultTable.Rows.Where(r => run.Faults[r.Fault] > 0).Select(r => $"{run.Faults[r.Fault]} {FaultTable.Name(r.Fault)}");
        output.Line($"  {run.Failure!.Message}");
        output.Line($"  {run.Plan.Nodes} nodes, {run.Plan.Clients} clients, {run.Steps:N0} steps in {run.Time / 1e6:N3} s, {run.Faults.Total:N0} faults: {string.Join(", ", struck)}");
    }
}
