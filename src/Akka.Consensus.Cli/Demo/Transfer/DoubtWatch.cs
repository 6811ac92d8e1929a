using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Cli;

/// <summary>Looks again and again which transactions are in doubt, and for how long the oldest has been.</summary>
internal sealed class DoubtWatch(ActorSystem system, int processes)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(TransactionId Id, string Place), TimeSpan> _inDoubt = [];

    /// <summary>For how long a participant was in doubt at most.</summary>
    public TimeSpan Longest => _inDoubt.Values.DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>How often a participant was in doubt for longer than this.</summary>
    public int CountLongerThan(TimeSpan time) => _inDoubt.Values.Count(age => age > time);

    /// <summary>Watches until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var lists = await TransactionLists.AskAsync(system, Wait, Patience);
            foreach (var open in lists.SelectMany(l => l.Items).Where(t => t.State is "in doubt" or "pre-committed"))
                _inDoubt[(open.Id, open.Place)] = open.Age;
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
