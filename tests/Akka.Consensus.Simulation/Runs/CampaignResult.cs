using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>What became of many runs. All of it but the times follows from the seeds.</summary>
public sealed class CampaignResult
{
    /// <summary>At least one fault in so many steps, or the runs were too tame.</summary>
    public const int StepsForAFault = 30;

    private readonly List<RunResult> _failures = [];

    /// <summary>How many were run.</summary>
    public long Seeds { get; private set; }

    /// <summary>How many things happened in all of them.</summary>
    public long Steps { get; private set; }

    /// <summary>How many commands were chosen.</summary>
    public long Chosen { get; private set; }

    /// <summary>How much virtual time passed.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>What struck.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>What was visited.</summary>
    public Probes Probes { get; } = new();

    /// <summary>The runs in which something did not hold, in the order of their seeds.</summary>
    public IReadOnlyList<RunResult> Failures => _failures;

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>The run that took longest, and how long; null before the first.</summary>
    public (RunResult Run, TimeSpan Took)? Slowest { get; private set; }

    /// <summary>Whether too few faults struck to show anything.</summary>
    public bool IsTooTame => Faults.Total * StepsForAFault < Steps;

    /// <summary>Whether everything held, and the faults were wild enough.</summary>
    public bool IsFine => Failures.Count == 0 && !IsTooTame && !Probes.Missed.Any();

    public void Add(RunResult run, TimeSpan took)
    {
        Seeds++;
        Steps += run.Steps;
        Chosen += run.Chosen;
        Time += TimeSpan.FromMicroseconds(run.Time);
        Faults.Add(run.Faults);
        Probes.Add(run.Probes);
        if (run.Failure is not null)
            _failures.Add(run);
        if (Slowest is not { } slowest || took > slowest.Took)
            Slowest = (run, took);
    }
}
