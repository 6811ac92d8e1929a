using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>The smallest run that was found to fail in the same way.</summary>
/// <param name="Changes">What it takes.</param>
/// <param name="Run">What becomes of it.</param>
/// <param name="Tries">How many runs were tried.</param>
public sealed record ShrunkRun(PlanChanges Changes, RunResult Run, int Tries);

/// <summary>
/// Makes a failing run smaller: fewer nodes, clients, locks and kinds of faults, less time, lower rates, keeping what still breaks the same invariant. A
/// smaller cluster lives another life, so each step is tried with some other luck as well.
/// </summary>
/// <remarks>Greedy delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002, §3).</remarks>
public sealed class Shrinker(Variant variant, IReadOnlyCollection<string>? ignored = null, CancellationToken cancelled = default)
{
    private const int FirstLucks = 4;
    private const int MaxLucks = 256;

    private PlanChanges _smallest = PlanChanges.None;
    private RunResult? _run;
    private long _budget;
    private int _tries;

    /// <summary>Called whenever a smaller run has been found.</summary>
    public Action<ShrunkRun>? Found { get; init; }

    private bool IsOver => _budget <= 0 || cancelled.IsCancellationRequested;

    /// <summary>Shrinks a failed run.</summary>
    /// <param name="failed">The run.</param>
    /// <param name="changes">What it differs in from what its seed draws.</param>
    /// <param name="budget">How many steps all tries together may take, about.</param>
    public ShrunkRun Shrink(RunResult failed, PlanChanges changes, long budget)
    {
        (_smallest, _run, _budget, _tries) = (changes, failed, budget, 0);
        for (var lucks = FirstLucks; lucks <= MaxLucks && !IsOver; lucks *= 2)
        {
            while (!IsOver && Candidates().Any(c => IsAccepted(c, lucks)))
            {
                // a smaller one was found: all over again, from there
            }
        }

        return new ShrunkRun(_smallest, _run, _tries);
    }

    private IEnumerable<PlanChanges> Candidates()
    {
        var (changes, plan) = (_smallest, _run!.Plan);
        var active = plan.Rates.Active.ToList();
        if (_run.Time < plan.FaultyTime)
            yield return changes with { Until = _run.Time + 1 };
        for (var nodes = 1; nodes < plan.Nodes; nodes++)
            yield return changes with { Nodes = nodes };
        if (active.Count > 1)
        {
            yield return Without(changes, active);
            yield return Without(changes, active.Take(active.Count / 2));
            yield return Without(changes, active.Skip(active.Count / 2));
        }

        foreach (var fault in active.OrderBy(f => _run.Faults[f]))
            yield return Without(changes, [fault]);
        for (var clients = 1; clients < plan.Clients; clients++)
            yield return changes with { Clients = clients };
        if (plan.Locks > 1)
            yield return changes with { Locks = 1 };
        foreach (var percent in (int[])[25, 50, 75])
        {
            if (plan.FaultyTime * percent / 100 / Schedule.Millisecond > 0)
                yield return changes with { Until = plan.FaultyTime * percent / 100 / Schedule.Millisecond * Schedule.Millisecond };
        }

        if (!changes.HasUsualLimits)
            yield return changes with { HasUsualLimits = true };
        foreach (var percent in (int[])[10, 30, 60])
        {
            if (changes.Rates * percent / 100 > 0)
                yield return changes with { Rates = changes.Rates * percent / 100 };
        }
    }

    private static PlanChanges Without(PlanChanges changes, IEnumerable<Fault> faults) => changes with
    {
        Without = [.. changes.Without.Concat(faults.Where(f => !changes.With.Contains(f))).Distinct().Order()],
        With = [.. changes.With.Except(faults)],
    };

    private bool IsAccepted(PlanChanges candidate, int lucks)
    {
        for (var luck = 0; luck < lucks && !IsOver; luck++)
        {
            // The luck that has failed so far comes first.
            var tried = candidate with { Luck = luck == 0 ? _smallest.Luck : luck };
            var run = Simulator.Run(_run!.Seed, variant, output: null, ignored, tried);
            _tries++;
            _budget -= run.Steps;
            if (run.Failure?.Id != _run.Failure!.Id)
                continue;
            (_smallest, _run) = (tried, run);
            Found?.Invoke(new ShrunkRun(tried, run, _tries));
            return true;
        }

        return false;
    }
}
