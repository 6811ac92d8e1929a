using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>bench locks</c>: how many locks a second this installation grants and takes back.</summary>
internal static class BenchCommand
{
    private static readonly TimeSpan AcquirePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var clients = Numbers.Option("--clients", "How many acquire and release at the same time.", 64, 1, 10_000);
        var seconds = Numbers.Option("--seconds", "How long to measure, after two seconds of warming up.", 10, 1, 3600);
        var pairs = Numbers.Option("--pairs", "End after so many pairs instead, and measure all of them; 0 for no such end.", 0, 0, int.MaxValue);
        var hot = new Option<bool>("--hot") { Description = "All on one lock, instead of each on its own." };
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var locks = new Command("locks", "Measure pairs of acquire and release against a running cluster.")
        {
            clients, seconds, pairs, hot, json, contact,
        };
        locks.SetAction(async parsed =>
        {
            var figures = await MeasureAsync(
                parsed.GetValue(clients),
                parsed.GetValue(pairs) is > 0 and var count
                    ? new Extent(TimeSpan.Zero, TimeSpan.MaxValue, count)
                    : new Extent(WarmUp, WarmUp + TimeSpan.FromSeconds(parsed.GetValue(seconds)), long.MaxValue),
                parsed.GetValue(hot),
                Contacts.From(parsed.GetValue(contact)));
            Console.WriteLine(parsed.GetValue(json) ? Json.Text(figures) : TextOf(figures));
            return ExitCodes.Success;
        });
        return new Command("bench", "Measure this installation.") { locks };
    }

    private static Task<BenchJson> MeasureAsync(int clients, Extent extent, bool hot, IReadOnlyList<Address> contacts) =>
        Inquiry.AskAsync(contacts, async (locks, stop) =>
        {
            // The first question tells whether there is a cluster at all.
            await locks.ListAsync("bench", timeout: Inquiry.Patience, cancellationToken: stop);
            var clock = Stopwatch.StartNew();
            var runs = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(
                () => RunClientAsync(locks.Get(hot ? "bench" : $"bench/{client}"), clock, extent, stop), stop)));
            var took = (clock.Elapsed - extent.MeasuredFrom).TotalSeconds;
            var times = runs.SelectMany(run => run.Milliseconds).Order().ToArray();
            var errors = runs.Sum(run => run.Errors);
            return new BenchJson(clients, hot, took, times.Length, times.Length / took, At(times, 0.50), At(times, 0.99), errors);
        });

    private static async Task<(List<double> Milliseconds, long Errors)> RunClientAsync(
        IReplicatedLock wanted, Stopwatch clock, Extent extent, CancellationToken stop)
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

    /// <summary>How long a measurement goes on: until a time, or until so many pairs were begun.</summary>
    private sealed class Extent(TimeSpan measuredFrom, TimeSpan until, long pairs)
    {
        private long _begun;

        public TimeSpan MeasuredFrom => measuredFrom;

        public TimeSpan Until => until;

        public bool BeginPair() => Interlocked.Increment(ref _begun) <= pairs;
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];

    private static string TextOf(BenchJson f) => string.Create(CultureInfo.InvariantCulture,
        $"{f.Clients} clients on {(f.Hot ? "one lock" : "a lock each")}: {f.PairsPerSecond:0} acquire+release/s, "
        + $"p50 {f.P50Ms:0.0} ms, p99 {f.P99Ms:0.0} ms, {f.Errors} errors, {f.Pairs} pairs in {f.Seconds:0.0} s");
}
