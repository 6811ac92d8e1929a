using System.Diagnostics;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>How long a measurement goes on: until a time, or until so many pairs were begun.</summary>
internal sealed class BenchExtent
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly long _pairs;
    private long _begun;

    private BenchExtent(TimeSpan measuredFrom, TimeSpan until, long pairs)
    {
        MeasuredFrom = measuredFrom;
        Until = until;
        _pairs = pairs;
    }

    public TimeSpan MeasuredFrom { get; }

    public TimeSpan Until { get; }

    public static BenchExtent Of(TimeSpan time) => new(WarmUp, WarmUp + time, long.MaxValue);

    public static BenchExtent Of(long pairs) => new(TimeSpan.Zero, TimeSpan.MaxValue, pairs);

    public bool BeginPair() => Interlocked.Increment(ref _begun) <= _pairs;
}

/// <summary>Clients that acquire a lock and give it back, as fast as they can.</summary>
internal static class PairBench
{
    private static readonly TimeSpan AcquirePatience = TimeSpan.FromSeconds(10);

    public static async Task<BenchJson> MeasureAsync(IReplicatedLocks locks, int clients, BenchExtent extent, bool hot, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var runs = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(
            () => RunClientAsync(locks.Get(hot ? "bench" : $"bench/{client}"), clock, extent, stop), stop)));
        var took = (clock.Elapsed - extent.MeasuredFrom).TotalSeconds;
        var times = runs.SelectMany(run => run.Milliseconds).Order().ToArray();
        var errors = runs.Sum(run => run.Errors);
        return new BenchJson(clients, hot, took, times.Length, times.Length / took, At(times, 0.50), At(times, 0.99), errors);
    }

    private static async Task<(List<double> Milliseconds, long Errors)> RunClientAsync(
        IReplicatedLock wanted, Stopwatch clock, BenchExtent extent, CancellationToken stop)
    {
        var milliseconds = new List<double>();
        var errors = 0L;
        while (clock.Elapsed < extent.Until && extent.BeginPair())
        {
            var begin = clock.Elapsed;
            try
            {
                var held = await wanted.AcquireAsync(AcquirePatience, stop);
                await held.ReleaseAsync(stop);
                if (begin >= extent.MeasuredFrom)
                    milliseconds.Add((clock.Elapsed - begin).TotalMilliseconds);
            }
            catch (Exception failure) when (failure is TimeoutException or OutcomeUnknownException)
            {
                errors++;
            }
        }

        return (milliseconds, errors);
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];
}
