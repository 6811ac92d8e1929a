using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>Many runs of a subject, at the same time and yet told in the order of the seeds. All of its result follows from the seeds.</summary>
public sealed class SubjectCampaign(ISubject subject)
{
    private const int MaxFailures = 10;

    private readonly List<SubjectRun> _failures = [];
    private readonly long[] _hits = new long[subject.Probes.Count];

    /// <summary>How many were run.</summary>
    public long Seeds { get; private set; }

    /// <summary>How many things happened in all of them.</summary>
    public long Steps { get; private set; }

    /// <summary>How much work was done.</summary>
    public long Done { get; private set; }

    /// <summary>How much virtual time passed.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>What struck.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>How often each probe was hit.</summary>
    public IReadOnlyList<long> Hits => _hits;

    /// <summary>The probes that no run has hit.</summary>
    public IEnumerable<string> Missed => subject.Probes.Where((_, i) => _hits[i] == 0);

    /// <summary>The runs in which something did not hold, in the order of their seeds.</summary>
    public IReadOnlyList<SubjectRun> Failures => _failures;

    /// <summary>Whether too few faults struck to show anything.</summary>
    public bool IsTooTame => Faults.Total * CampaignResult.StepsForAFault < Steps;

    /// <summary>Whether everything held, and the faults were wild enough.</summary>
    public bool IsFine => Failures.Count == 0 && !IsTooTame && !Missed.Any();

    /// <summary>Runs so many seeds, or until too many have failed, or somebody cancels: whatever was run up to then is told.</summary>
    /// <param name="from">The first seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="parallel">How many at the same time.</param>
    /// <param name="told">Called for each run, in the order of the seeds.</param>
    /// <param name="cancelled">Ends the campaign early.</param>
    public SubjectCampaign Run(ulong from, int seeds, int parallel, Action<SubjectRun>? told = null, CancellationToken cancelled = default)
    {
        var runs = Enumerable.Range(0, seeds).AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Max(1, parallel))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(i => cancelled.IsCancellationRequested ? null : subject.Run(from + (ulong)i));
        foreach (var run in runs.TakeWhile(r => r is not null))
        {
            Add(run!);
            told?.Invoke(run!);
            if (_failures.Count == MaxFailures)
                break;
        }

        return this;
    }

    private void Add(SubjectRun run)
    {
        Seeds++;
        Steps += run.Steps;
        Done += run.Done;
        Time += TimeSpan.FromMicroseconds(run.Time);
        Faults.Add(run.Faults);
        for (var i = 0; i < _hits.Length; i++)
            _hits[i] += run.Probes[i];
        if (run.Failure is not null)
            _failures.Add(run);
    }
}
