using Akka.Actor;
using Akka.Consensus.Cli.Wire;

namespace Akka.Consensus.Cli;

/// <summary>Talks to the banks and tellers of a cluster from outside.</summary>
internal sealed class BankClient(ActorSystem system)
{
    // What a teller waits beyond the time for the votes: for the word of its coordinator.
    private static readonly TimeSpan Further = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan StatementPatience = TimeSpan.FromSeconds(2);

    /// <summary>The path of a node's bank.</summary>
    public static string BankOf(LocalNode node, int number = 1) => $"{node.Address}/user/{BankNodeCommand.BankName(number)}";

    /// <summary>Has a node's teller carry out a transfer.</summary>
    /// <returns>What it said; unknown if it says nothing, as one that is killed does, until the node is gone or the time over.</returns>
    public async Task<TransferResult> OrderAsync(LocalNode coordinator, TransferOrder order, CancellationToken gone)
    {
        try
        {
            return await system.ActorSelection($"{coordinator.Address}/user/teller").Ask<TransferResult>(order, TimeSpan.FromMilliseconds(order.Milliseconds) + Further, gone);
        }
        catch (Exception silence) when (silence is AskTimeoutException or OperationCanceledException)
        {
            return new TransferResult { Outcome = TransferOutcomes.Unknown };
        }
    }

    /// <summary>All that a bank has in its books.</summary>
    /// <exception cref="OperationCanceledException">It did not answer in time.</exception>
    public async Task<(long Total, IReadOnlyList<Posting> Postings)> ReadBooksAsync(LocalNode node, CancellationToken stop)
    {
        var postings = new List<Posting>();
        while (true)
        {
            var page = await AskAsync(node, postings.Count, stop);
            postings.AddRange(page.Postings);
            if (postings.Count >= page.Count)
                return (page.Total, postings);
        }
    }

    /// <summary>Waits until a bank answers.</summary>
    public async Task WaitForAsync(LocalNode node, CancellationToken stop) => await AskAsync(node, from: int.MaxValue, stop);

    private async Task<Statement> AskAsync(LocalNode node, int from, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await system.ActorSelection(BankOf(node)).Ask<Statement>(new StatementRequest { From = from }, StatementPatience, stop);
            }
            catch (AskTimeoutException)
            {
                stop.ThrowIfCancellationRequested();
            }
        }
    }
}
