using System.Diagnostics;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>What became of many runs.</summary>
/// <param name="Seeds">How many were run.</param>
/// <param name="Steps">How many things happened in all of them.</param>
/// <param name="Chosen">How many commands were chosen.</param>
/// <param name="Probes">What was visited.</param>
/// <param name="Failures">The runs in which something did not hold.</param>
public sealed record CampaignResult(long Seeds, long Steps, long Chosen, Probes Probes, IReadOnlyList<RunResult> Failures);

/// <summary>Many runs of the sound variant, one after another.</summary>
public static class Campaign
{
    private const int MaxFailures = 10;

    /// <summary>Runs seeds until they, or the time, are used up, or too much has failed.</summary>
    public static CampaignResult Run(ulong from, ulong count, TimeSpan limit, Action<ulong, RunResult>? progress = null)
    {
        var watch = Stopwatch.StartNew();
        var probes = new Probes();
        var failures = new List<RunResult>();
        var (seeds, steps, chosen) = (0L, 0L, 0L);
        for (var seed = from; seed < from + count && watch.Elapsed < limit && failures.Count < MaxFailures; seed++)
        {
            var result = Simulator.Run(seed, Variant.Sound);
            seeds++;
            steps += result.Steps;
            chosen += result.Chosen;
            probes.Add(result.Probes);
            if (result.Failure is not null)
                failures.Add(result);
            progress?.Invoke(seed, result);
        }

        return new CampaignResult(seeds, steps, chosen, probes, failures);
    }
}
