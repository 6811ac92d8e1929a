using Akka.Actor;
using Akka.Consensus.Cli.Wire;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Cli;

/// <summary>Carries out transfers: this node coordinates them.</summary>
internal sealed class Teller : UntypedActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override void OnReceive(object message)
    {
        if (message is TransferOrder order)
            TransferAsync(Context.System, order).PipeTo(Sender, failure: e => new TransferResult { Outcome = "failed", Reason = e.Message });
    }

    private static async Task<TransferResult> TransferAsync(ActorSystem system, TransferOrder order)
    {
        var transaction = Transactions.AtomicCommit.Get(system).Begin(new() { Id = order.Id, Protocol = (CommitProtocol)order.Protocol });
        transaction.Enlist(Bank(system, order.FromBank), new Posting { Transfer = order.Id, Account = order.FromAccount, Amount = -order.Amount });
        transaction.Enlist(Bank(system, order.ToBank), new Posting { Transfer = order.Id, Account = order.ToAccount, Amount = order.Amount });
        return await transaction.CommitAsync(Patience) switch
        {
            Committed => new TransferResult { Outcome = TransferOutcomes.Committed },
            Aborted aborted => new TransferResult { Outcome = TransferOutcomes.Aborted, Reason = aborted.Reason },
            _ => new TransferResult { Outcome = TransferOutcomes.Unknown },
        };
    }

    private static IActorRef Bank(ActorSystem system, string path) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(path);
}

/// <summary>What a transfer can come to, for whoever ordered it.</summary>
internal static class TransferOutcomes
{
    public const string Committed = "committed";
    public const string Aborted = "aborted";

    /// <summary>Whoever would have said it is gone, or does not know yet.</summary>
    public const string Unknown = "unknown";
}
