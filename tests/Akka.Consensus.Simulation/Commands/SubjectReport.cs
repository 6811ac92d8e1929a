using System.Diagnostics;
using Akka.Consensus.Simulation.Ensemble;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>What came of the runs of a <see cref="ISubject"/>.</summary>
public sealed class SubjectReport(ISubject subject, TextWriter output, CancellationToken cancelled)
{
    public int Run(ulong from, int seeds, int parallel)
    {
        var progress = new Progress();
        var campaign = new SubjectCampaign(subject);
        campaign.Run(from, seeds, parallel, run =>
        {
            if (run.Failure is not null)
                PrintFailure(run);
            progress.Say(() => $"{campaign.Seeds:N0} of {seeds:N0} seeds, {campaign.Steps / progress.Elapsed.TotalSeconds:N0} steps/s");
        }, cancelled);
        Print(campaign, seeds);
        output.Line($"{progress.Elapsed.TotalSeconds:N1} s with {parallel} threads: {campaign.Steps / progress.Elapsed.TotalSeconds:N0} steps/s");
        if (cancelled.IsCancellationRequested)
            return campaign.Failures.Count > 0 ? ExitCodes.Wrong : ExitCodes.Interrupted;
        return campaign.IsFine ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    public int Replay(ulong seed, SubjectMutant? mutant, bool isTraced)
    {
        var trace = isTraced ? output : null;
        var run = mutant is null ? subject.Run(seed, trace) : mutant.Run(seed, trace);
        output.Line($"seed {run.Seed}: {run.Steps:N0} steps, {run.Faults.Total:N0} faults, {run.Done:N0} {subject.Unit}, {run.Time / 1e6:N3} s of virtual time");
        output.Line($"trace {run.Hash:x16}");
        if (run.Failure is null)
        {
            output.Line($"everything held");
            return ExitCodes.Fine;
        }

        output.Line($"VIOLATION at {run.Time / 1e6:N3} s: {run.Failure.Message}");
        return ExitCodes.Wrong;
    }

    public int Judge(string only)
    {
        var mutants = subject.Mutants.Where(m => m.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (mutants.Count == 0)
        {
            output.Line($"no mutant has '{only}' in its name; there are:");
            foreach (var mutant in subject.Mutants)
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
            var run = mutant.Judge();
            caught += run is null ? 0 : 1;
            var (seed, by) = run is null ? ("-", "NOT CAUGHT") : ($"{run.Seed}", run.Failure!.Id);
            output.Line($"{mutant.Name.PadRight(width)}  {seed,4}  {mutant.Seeds,5}  {watch.Elapsed.TotalSeconds,7:N2}  {by}");
        }

        output.Line($"{caught} of {mutants.Count} mutants caught");
        return caught == mutants.Count ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    private void Print(SubjectCampaign campaign, int seeds)
    {
        if (campaign.Seeds < seeds)
            output.Line($"ended early, after {campaign.Seeds:N0} of {seeds:N0} seeds");
        output.Line($"{campaign.Seeds:N0} seeds, {campaign.Steps:N0} steps, {campaign.Done:N0} {subject.Unit}");
        output.Line($"{campaign.Time.TotalHours:N1} hours of virtual time");
        var total = campaign.Faults.Total;
        output.Line($"{total:N0} faults, one in {(decimal)campaign.Steps / Math.Max(1, total):N1} steps:");
        foreach (var row in FaultTable.Rows.Where(r => campaign.Faults[r.Fault] > 0))
            output.Line($"{campaign.Faults[row.Fault],14:N0}  {FaultTable.Name(row.Fault)}");
        if (campaign.IsTooTame)
            output.Line($"TOO FEW FAULTS: there must be one in {CampaignResult.StepsForAFault} steps");
        output.Line($"{campaign.Hits.Count(h => h > 0)} of {subject.Probes.Count} probes hit:");
        for (var i = 0; i < subject.Probes.Count; i++)
            output.Line($"{campaign.Hits[i],14:N0}  {subject.Probes[i]}");
        foreach (var missed in campaign.Missed)
            output.Line($"NEVER HIT: {missed}: the faults are too tame, or the seeds too few");
        output.Line($"{campaign.Failures.Count} violations");
    }

    private void PrintFailure(SubjectRun run)
    {
        output.Line($"VIOLATION in seed {run.Seed} at {run.Time / 1e6:N3} s, step {run.Steps:N0}: {run.Failure!.Message}");
        output.Line($"  dotnet run -c Release --project tests/Akka.Consensus.Simulation -- {subject.Name} replay {run.Seed}{subject.Options} --trace");
    }
}
