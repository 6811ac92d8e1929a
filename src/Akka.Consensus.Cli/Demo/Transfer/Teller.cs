using System.Diagnostics;
using Akka.Actor;
using Akka.Consensus.Cli.Wire;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Cli;

/// <summary>Carries out transfers: this node coordinates them.</summary>
internal sealed class Teller : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is TransferOrder order)
            TransferAsync(Context.System, order).PipeTo(Sender, failure: e => new TransferResult { Outcome = "failed", Reason = e.Message });
    }

    private static async Task<TransferResult> TransferAsync(ActorSystem system, TransferOrder order)
    {
        var transaction = Transactions.AtomicCommit.Get(system).Begin(new()
        {
            Id = order.Id,
            Protocol = (CommitProtocol)order.Protocol,
            Failures = order.HasFailures ? order.Failures : null,
        });
        foreach (var part in order.Parts)
            transaction.Enlist(Bank(system, part.Bank), new Posting { Transfer = order.Id, Account = part.Account, Amount = part.Amount });
        var begun = Stopwatch.GetTimestamp();
        var outcome = await transaction.CommitAsync(TimeSpan.FromMilliseconds(order.Milliseconds));
        var took = (long)Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        return outcome switch
        {
            Committed => new TransferResult { Outcome = TransferOutcomes.Committed, Microseconds = took },
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
