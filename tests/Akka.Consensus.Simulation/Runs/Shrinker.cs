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
    private const int FirstLucks = 2;
    private const int MaxLucks = 64;

    private PlanChanges _smallest = PlanChanges.None;
    private RunResult? _run;
    private long _budget;
    private int _tries;

    /// <summary>Called whenever a smaller run has been found.</summary>
    public Action<ShrunkRun>? Found { get; init; }

    /// <summary>Shrinks a failed run.</summary>
    /// <param name="failed">The run.</param>
    /// <param name="changes">What it differs in from what its seed draws.</param>
    /// <param name="budget">How many steps all tries together may take, about.</param>
    public ShrunkRun Shrink(RunResult failed, PlanChanges changes, long budget)
    {
        (_smallest, _run, _tries) = (changes, failed, 0);

        // First what takes part. Time comes last: with other luck the same thing may take longer to go wrong.
        _budget = budget * 2 / 3;
        Try(Fewer);
        _budget += budget / 3;
        ShortenByLuck();
        Try(Shorter);
        return new ShrunkRun(_smallest, _run, _tries);
    }

    private bool IsOver => _budget <= 0 || cancelled.IsCancellationRequested;

    /// <summary>Goes on from each smaller run that is found, with more and more luck, until nothing helps.</summary>
    private void Try(Func<IEnumerable<PlanChanges>> candidates)
    {
        for (var lucks = FirstLucks; lucks <= MaxLucks && !IsOver; lucks *= 2)
        {
            while (!IsOver && candidates().Any(c => IsAccepted(c, lucks)))
            {
                // a smaller one was found: all over again, from there
            }
        }
    }

    private IEnumerable<PlanChanges> Fewer()
    {
        var (changes, plan) = (_smallest, _run!.Plan);
        var active = plan.Rates.Active.ToList();
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
        if (!changes.HasUsualLimits)
            yield return changes with { HasUsualLimits = true };
        foreach (var percent in (int[])[10, 30, 60])
        {
            if (active.Count > 0 && changes.Rates * percent / 100 > 0)
                yield return changes with { Rates = changes.Rates * percent / 100 };
        }
    }

    private IEnumerable<PlanChanges> Shorter()
    {
        var time = _run!.Plan.FaultyTime;
        if (_run.Time < time)
            yield return _smallest with { Until = _run.Time + 1 };
        foreach (var percent in (int[])[25, 50, 75])
        {
            var shorter = time * percent / 100 / Schedule.Millisecond * Schedule.Millisecond;
            if (shorter > 0)
                yield return _smallest with { Until = shorter };
        }
    }

    /// <summary>The same, where it happens to go wrong sooner: a shorter trace to read.</summary>
    private void ShortenByLuck()
    {
        for (var luck = 1; luck <= MaxLucks && !IsOver; luck++)
        {
            var changes = _smallest with { Luck = luck };
            if (Run(changes) is { } run && run.Steps < _run!.Steps)
                Accept(changes, run);
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
            var changes = candidate with { Luck = luck == 0 ? _smallest.Luck : luck };
            if (Run(changes) is not { } run)
                continue;
            Accept(changes, run);
            return true;
        }

        return false;
    }

    /// <summary>Null if it does not fail in the same way.</summary>
    private RunResult? Run(PlanChanges changes)
    {
        var run = Simulator.Run(_run!.Seed, variant, output: null, ignored, changes);
        _tries++;
        _budget -= run.Steps;
        return run.Failure?.Id == _run.Failure!.Id ? run : null;
    }

    private void Accept(PlanChanges changes, RunResult run)
    {
        (_smallest, _run) = (changes, run);
        Found?.Invoke(new ShrunkRun(changes, run, _tries));
    }
}
