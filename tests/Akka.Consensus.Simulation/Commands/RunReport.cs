using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary><c>run</c>: many seeds, and what came of them. The first failure is shrunk.</summary>
public sealed class RunReport(TextWriter output, CancellationToken cancelled)
{
    private const int ShrinkEffort = 30;

    public int Run(CampaignOptions options)
    {
        var progress = new Progress();
        var campaign = new Campaign(options, cancelled)
        {
            Told = (run, soFar) =>
            {
                if (run.Failure is not null)
                    PrintFailure(run);
                progress.Say(() => $"{soFar.Seeds:N0} of {options.Seeds:N0} seeds, {soFar.Steps / progress.Elapsed.TotalSeconds:N0} steps/s");
            },
        };
        var result = campaign.Run();
        Print(result, options);
        var code = result.IsFine ? ExitCodes.Fine : ExitCodes.Wrong;
        if (result.Failures is [var first, ..])
            new ShrinkReport(output, cancelled).Shrink(RunRequest.Of(first.Seed), ShrinkEffort);
        else if (cancelled.IsCancellationRequested)
            code = ExitCodes.Interrupted;
        return code;
    }

    private void Print(CampaignResult result, CampaignOptions options)
    {
        if ((ulong)result.Seeds < options.Seeds)
            output.Line($"ended early, after {result.Seeds:N0} of {options.Seeds:N0} seeds");
        output.Line($"{result.Seeds:N0} seeds, {result.Steps:N0} steps, {result.Chosen:N0} commands chosen, {result.Time.TotalHours:N1} hours of virtual time");
        PrintFaults(result);
        PrintProbes(result.Probes);
        output.Line($"{result.Failures.Count} violations");
        if (result.Slowest is not { } slowest)
            return;
        output.Line($"{result.Took.TotalSeconds:N1} s with {options.Parallel} threads: {result.Steps / result.Took.TotalSeconds:N0} steps/s");
        output.Line($"the slowest was seed {slowest.Run.Seed}: {slowest.Took.TotalSeconds:N2} s for {slowest.Run.Steps:N0} steps");
    }

    private void PrintFaults(CampaignResult result)
    {
        var total = result.Faults.Total;
        output.Line($"{total:N0} faults, one in {(decimal)result.Steps / Math.Max(1, total):N1} steps:");
        foreach (var row in FaultTable.Rows)
            output.Line($"{result.Faults[row.Fault],14:N0}  {FaultTable.Name(row.Fault)}");
        if (result.IsTooTame)
            output.Line($"TOO FEW FAULTS: there must be one in {CampaignResult.StepsForAFault} steps");
    }

    private void PrintProbes(Probes probes)
    {
        var all = Enum.GetValues<Probe>();
        output.Line($"{all.Count(p => probes[p] > 0)} of {all.Length} probes hit:");
        foreach (var probe in all)
            output.Line($"{probes[probe],14:N0}  {probe}");
        foreach (var missed in probes.Missed)
            output.Line($"NEVER HIT: {missed}: the faults are too tame, or the seeds too few");
    }

    private void PrintFailure(RunResult run)
    {
        output.Line($"VIOLATION in seed {run.Seed} at {run.Time / 1e6:N3} s, step {run.Steps:N0}: {run.Failure!.Message}");
        output.Line($"  {RunRequest.Of(run.Seed).Command} --trace");
    }
}
