using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary><c>replay</c>: one run, with its trace if that is wished.</summary>
public sealed class ReplayReport(TextWriter output)
{
    public int Replay(RunRequest request, bool isTraced)
    {
        var run = Simulator.Run(request.Seed, request.Variant, isTraced ? output : null, request.Mutant?.Ignored, request.Changes);
        output.Line($"seed {run.Seed}: {run.Steps:N0} steps, {run.Time / 1e6:N3} s of virtual time, {run.Chosen:N0} commands chosen, {run.Faults.Total:N0} faults");
        output.Line($"trace {run.Hash:x16}");
        if (run.Failure is null)
        {
            output.Line($"everything held");
            return ExitCodes.Fine;
        }

        output.Line($"VIOLATION at {run.Time / 1e6:N3} s: {run.Failure.Message}");
        return ExitCodes.Wrong;
    }
}
