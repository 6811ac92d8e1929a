using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Akka.Consensus.Transactions;
using Google.Protobuf;
using Body = Akka.Consensus.Serialization.Proto.TransactionMessage.BodyOneofCase;
using IMessage = Akka.Consensus.Core.IMessage;

namespace Akka.Consensus.Serialization;

/// <summary>The messages of atomic commit.</summary>
internal static class TransactionMapping
{
    public static bool TryWrite(IMessage message, Proto.Packet to)
    {
        to.Transaction = message switch
        {
            Run run => new Proto.TransactionMessage { Run = Write(run) },
            Ask ask => new Proto.TransactionMessage { Ask = Write(ask) },
            Outcome outcome => new Proto.TransactionMessage { Outcome = Write(outcome) },
            IdInUse used => new Proto.TransactionMessage { IdInUse = used.Number },
            Prepare prepare => new Proto.TransactionMessage { Prepare = ToProto(prepare.Transaction, prepare.Operation) },
            Voted voted => new Proto.TransactionMessage { Voted = Write(voted.Transaction, voted.Vote, voted.Reason) },
            Decide decide => new Proto.TransactionMessage { Decide = Write(decide.Transaction, decide.Decision) },
            Acknowledged done => new Proto.TransactionMessage { Acknowledged = Write(done.Transaction, done.Decision) },
            Forget forget => new Proto.TransactionMessage { Forget = forget.Id.Value },
            Inquire inquire => new Proto.TransactionMessage { Inquire = ToProto(inquire.Transaction) },
            Waiting waiting => new Proto.TransactionMessage { Waiting = waiting.Id.Value },
            ProposeVote vote => new Proto.TransactionMessage { ProposeVote = Write(vote.Transaction, vote.Vote, vote.Reason) },
            Collected collected => new Proto.TransactionMessage { Collected = Write(collected) },
            ForgetVotes forget => new Proto.TransactionMessage { ForgetVotes = Write(forget) },
            Concluded concluded => new Proto.TransactionMessage { Concluded = ToProto(concluded.Name, concluded.Decision, concluded.Reason) },
            PreCommit commit => new Proto.TransactionMessage { PreCommit = ToProto(commit.Transaction) },
            PreCommitAcknowledged done => new Proto.TransactionMessage { PreCommitAcknowledged = ToProto(done.Transaction) },
            StateReport report => new Proto.TransactionMessage { StateReport = Write(report) },
            NoDecision none => new Proto.TransactionMessage { NoDecision = ToProto(none.Transaction) },
            ListTransactions => new Proto.TransactionMessage { List = new Proto.Empty() },
            TransactionList list => new Proto.TransactionMessage { Listed = Write(list) },
            _ => null,
        };
        return to.Transaction is not null;
    }

    public static IMessage Read(Proto.TransactionMessage from) => from.BodyCase switch
    {
        Body.Run => new Run(new ClientId(from.Run.Client), from.Run.Number, FromProto(from.Run.Transaction),
            [.. from.Run.Operations.Select(FromProto)], TimeSpan.FromTicks(from.Run.TimeoutTicks)),
        Body.Ask => new Ask(new ClientId(from.Ask.Client), from.Ask.Number, FromProto(from.Ask.Transaction)),
        Body.Outcome => new Outcome(from.Outcome.Number, from.Outcome.HasDecision ? (Decision)from.Outcome.Decision : null,
            from.Outcome.HasReason ? from.Outcome.Reason : null),
        Body.IdInUse => new IdInUse(from.IdInUse),
        Body.Prepare => new Prepare(FromProto(from.Prepare.Transaction), FromProto(from.Prepare.Operation)),
        Body.Voted => new Voted(FromProto(from.Voted.Transaction), (Vote)from.Voted.Vote, ReasonOf(from.Voted)),
        Body.Decide => new Decide(FromProto(from.Decide.Transaction), (Decision)from.Decide.Decision),
        Body.Acknowledged => new Acknowledged(FromProto(from.Acknowledged.Transaction), (Decision)from.Acknowledged.Decision),
        Body.Forget => new Forget(new TransactionId(from.Forget)),
        Body.Inquire => new Inquire(FromProto(from.Inquire)),
        Body.Waiting => new Waiting(new TransactionId(from.Waiting)),
        Body.ProposeVote => new ProposeVote(FromProto(from.ProposeVote.Transaction), (Vote)from.ProposeVote.Vote, ReasonOf(from.ProposeVote)),
        Body.Collected => new Collected(FromProto(from.Collected.Transaction), RegisterMapping.Proposals(from.Collected.Votes)),
        Body.ForgetVotes => new ForgetVotes(FromProto(from.ForgetVotes.Transaction), (Decision)from.ForgetVotes.Decision,
            from.ForgetVotes.HasReason ? from.ForgetVotes.Reason : null),
        Body.Concluded => new Concluded(from.Concluded.Name, (Decision)from.Concluded.Decision,
            from.Concluded.HasReason ? from.Concluded.Reason : null),
        Body.PreCommit => new PreCommit(FromProto(from.PreCommit)),
        Body.PreCommitAcknowledged => new PreCommitAcknowledged(FromProto(from.PreCommitAcknowledged)),
        Body.StateReport => new StateReport(FromProto(from.StateReport.Transaction), from.StateReport.IsPreCommitted, from.StateReport.HasRecovered),
        Body.NoDecision => new NoDecision(FromProto(from.NoDecision)),
        Body.List => new ListTransactions(),
        Body.Listed => new TransactionList(from.Listed.Process, [.. from.Listed.Items.Select(t => new TransactionStatus(new TransactionId(t.Id),
            (CommitProtocol)t.Protocol, t.Place, t.State, TimeSpan.FromTicks(t.AgeTicks), t.Awaited))]),
        _ => throw CommandMapping.Unknown("message about a transaction"),
    };

    /// <summary>A transaction.</summary>
    public static Proto.Transaction ToProto(Transaction transaction)
    {
        var proto = new Proto.Transaction
        {
            Id = transaction.Id.Value,
            Nonce = (ulong)transaction.Nonce,
            Protocol = (int)transaction.Protocol,
            Coordinator = transaction.Coordinator.Value,
        };
        proto.Participants.AddRange(transaction.Participants);
        proto.Acceptors.AddRange(transaction.Acceptors.Select(a => a.Value));
        return proto;
    }

    /// <summary>A transaction.</summary>
    public static Transaction FromProto(Proto.Transaction? proto) => new(new TransactionId(CommandMapping.Whole(proto).Id), (long)proto.Nonce, (CommitProtocol)proto.Protocol,
        new NodeId(proto.Coordinator), [.. proto.Participants], [.. proto.Acceptors.Select(a => new NodeId(a))]);

    /// <summary>What a participant is asked to do.</summary>
    public static Proto.PrepareTransaction ToProto(Transaction transaction, Operation operation) =>
        new() { Transaction = ToProto(transaction), Operation = ToProto(operation) };

    /// <summary>What a participant is asked to do.</summary>
    public static Operation FromProto(Proto.Operation? proto) => new(CommandMapping.Whole(proto).Serializer, proto.Manifest, new Value(proto.Content.Span));

    /// <summary>What a participant is asked to do.</summary>
    public static Proto.Operation ToProto(Operation operation) => new()
    {
        Serializer = operation.Serializer,
        Manifest = operation.Manifest,
        Content = UnsafeByteOperations.UnsafeWrap(operation.Content.Bytes),
    };

    private static Proto.RunTransaction Write(Run run)
    {
        var proto = new Proto.RunTransaction
        {
            Client = run.Client.Value,
            Number = run.Number,
            Transaction = ToProto(run.Transaction),
            TimeoutTicks = run.Timeout.Ticks,
        };
        proto.Operations.AddRange(run.Operations.Select(ToProto));
        return proto;
    }

    private static Proto.AskTransaction Write(Ask ask) =>
        new() { Client = ask.Client.Value, Number = ask.Number, Transaction = ToProto(ask.Transaction) };

    private static Proto.TransactionOutcome Write(Outcome outcome)
    {
        var proto = new Proto.TransactionOutcome { Number = outcome.Number };
        if (outcome.Decision is { } decision)
            proto.Decision = (int)decision;
        if (outcome.Reason is { } reason)
            proto.Reason = reason;
        return proto;
    }

    private static Proto.TransactionVote Write(Transaction transaction, Vote vote, string? reason)
    {
        var proto = new Proto.TransactionVote { Transaction = ToProto(transaction), Vote = (int)vote };
        if (reason is not null)
            proto.Reason = reason;
        return proto;
    }

    private static string? ReasonOf(Proto.TransactionVote vote) => vote.HasReason ? vote.Reason : null;

    private static Proto.TransactionDecision Write(Transaction transaction, Decision decision) =>
        new() { Transaction = ToProto(transaction), Decision = (int)decision };

    /// <summary>What became of the votes of a transaction.</summary>
    public static Proto.ConcludedVotes ToProto(string name, Decision decision, string? reason)
    {
        var proto = new Proto.ConcludedVotes { Name = name, Decision = (int)decision };
        if (reason is not null)
            proto.Reason = reason;
        return proto;
    }

    private static Proto.ForgetVotes Write(ForgetVotes forget)
    {
        var proto = new Proto.ForgetVotes { Transaction = ToProto(forget.Transaction), Decision = (int)forget.Decision };
        if (forget.Reason is { } reason)
            proto.Reason = reason;
        return proto;
    }

    private static Proto.BranchReport Write(StateReport report) => new()
    {
        Transaction = ToProto(report.Transaction),
        IsPreCommitted = report.IsPreCommitted,
        HasRecovered = report.HasRecovered,
    };

    private static Proto.TransactionList Write(TransactionList list)
    {
        var proto = new Proto.TransactionList { Process = list.Process };
        proto.Items.AddRange(list.Items.Select(t => new Proto.TransactionStatus
        {
            Id = t.Id.Value,
            Protocol = (int)t.Protocol,
            Place = t.Place,
            State = t.State,
            AgeTicks = t.Age.Ticks,
            Awaited = t.Awaited,
        }));
        return proto;
    }

    private static Proto.CollectedVotes Write(Collected collected) => new()
    {
        Transaction = ToProto(collected.Transaction),
        Votes = RegisterMapping.ToProto(null, collected.Votes),
    };
}
