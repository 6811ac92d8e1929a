using Akka.Actor;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Cli;

/// <summary>Looks again and again which transactions are in doubt, and for how long the oldest has been.</summary>
internal sealed class DoubtWatch(ActorSystem system, int processes)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Shorter than this it is on its ordinary way to a decision.
    private static readonly TimeSpan Blocked = TimeSpan.FromSeconds(1);

    /// <summary>For how long a participant was in doubt at most.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>For how long, in all, somebody had been in doubt for more than a second.</summary>
    public TimeSpan BlockedTime { get; private set; }

    /// <summary>Watches until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var last = clock.Elapsed;
        while (!stop.IsCancellationRequested)
        {
            var lists = await TransactionLists.AskAsync(system, Wait, Patience);
            var oldest = lists.SelectMany(l => l.Items).Where(t => t.State is "in doubt" or "pre-committed").Select(t => t.Age)
                .DefaultIfEmpty(TimeSpan.Zero).Max();
            var now = clock.Elapsed;
            if (oldest > Longest)
                Longest = oldest;
            if (oldest > Blocked)
                BlockedTime += now - last;
            last = now;
        }
    }

    /// <summary>Waits until every process answers, and none knows of a transaction that is not decided.</summary>
    /// <returns>How many there are still, when the time is over.</returns>
    public async Task<int> SettleAsync(CancellationToken patience)
    {
        while (true)
        {
            var lists = await TransactionLists.AskAsync(system, Wait, Patience);
            var open = lists.SelectMany(l => l.Items).Count();
            if ((open == 0 && lists.Count == processes) || patience.IsCancellationRequested)
                return open;
        }
    }
}
