using System.Diagnostics;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>Which seeds to run, and for how long.</summary>
public sealed record CampaignOptions
{
    public ulong From { get; init; } = 1;

    public required ulong Seeds { get; init; }

    /// <summary>No seed is begun after so long.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.MaxValue;

    /// <summary>How many are run at the same time.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    /// <summary>No seed is begun after so many have failed.</summary>
    public int MaxFailures { get; init; } = 10;
}

/// <summary>Many runs of the sound variant, at the same time and yet told in the order of the seeds.</summary>
public sealed class Campaign(CampaignOptions options, CancellationToken cancelled = default)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Timed> _early = [];
    private readonly Stopwatch _watch = new();
    private readonly CampaignResult _result = new();
    private ulong _begun;
    private ulong _told;
    private bool _isOver;
    private Exception? _broken;

    private readonly record struct Timed(RunResult Run, TimeSpan Took);

    /// <summary>Called for each run, in the order of the seeds, by one thread at a time.</summary>
    public Action<RunResult, CampaignResult>? Told { get; init; }

    /// <summary>Runs until seeds or time are used up, too much has failed, or somebody cancels: whatever was run up to then is told.</summary>
    public CampaignResult Run()
    {
        _watch.Start();
        var threads = Enumerable.Range(0, Math.Max(1, options.Parallel)).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        _result.Took = _watch.Elapsed;
        return _broken is null ? _result : throw new InvalidOperationException("the simulator itself has failed", _broken);
    }

    private void Work()
    {
        try
        {
            while (Begin() is { } seed)
            {
                var started = _watch.Elapsed;
                var run = Simulator.Run(seed, Variant.Sound);
                End(seed, new Timed(run, _watch.Elapsed - started));
            }
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _isOver = true;
                _broken = exception;
            }
        }
    }

    private ulong? Begin()
    {
        lock (_lock)
        {
            if (_isOver || _begun == options.Seeds || _watch.Elapsed >= options.Limit || cancelled.IsCancellationRequested)
                return null;
            return options.From + _begun++;
        }
    }

    private void End(ulong seed, Timed timed)
    {
        lock (_lock)
        {
            _early.Add(seed, timed);
            while (!_isOver && _early.Remove(options.From + _told, out var next))
            {
                _told++;
                _result.Add(next.Run, next.Took);
                _isOver = _result.Failures.Count >= options.MaxFailures;
                Told?.Invoke(next.Run, _result);
            }
        }
    }
}
