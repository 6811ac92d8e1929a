using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;

namespace Akka.Consensus.Transactions;

/// <summary>Asks a process which transactions are under way there.</summary>
internal sealed record ListTransactions : IMessage;

/// <summary>The transactions that are under way in a process.</summary>
/// <param name="Process">Its address.</param>
/// <param name="Items">The transactions.</param>
internal sealed record TransactionList(string Process, IReadOnlyList<TransactionStatus> Items) : IMessage;

/// <summary>Says which transactions are under way in this process, to whoever asks.</summary>
internal sealed class TransactionsActor(TransactionBoard board) : UntypedActor
{
    /// <summary>Its name below <c>/system</c>.</summary>
    public const string Name = "consensus-transactions";

    // One message holds no more; a process with so many in doubt has other troubles.
    private const int MaxItems = 500;

    protected override void PreStart() => ClusterClientReceptionist.Get(Context.System).RegisterService(Self);

    protected override void OnReceive(object message)
    {
        if (message is not Packet { Message: ListTransactions, From: var from })
            return;
        var process = ((ExtendedActorSystem)Context.System).Provider.DefaultAddress.ToString();
        var oldest = board.List().OrderByDescending(t => t.Age).Take(MaxItems);
        Sender.Tell(new Packet(from, new TransactionList(process, [.. oldest])));
    }
}
