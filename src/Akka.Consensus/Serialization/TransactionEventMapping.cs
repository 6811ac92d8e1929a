using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Body = Akka.Consensus.Serialization.Proto.TransactionEvent.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>The journal events of atomic commit.</summary>
internal static class TransactionEventMapping
{
    public static Proto.TransactionEvent? ToProto(IEvent stored) => stored switch
    {
        CommitDecided decided => new Proto.TransactionEvent { CommitDecided = Write(decided) },
        CommitEnded ended => new Proto.TransactionEvent { CommitEnded = Write(new Ended(ended.Id, ended.Nonce, Decision.Commit)) },
        RoundsReserved reserved => new Proto.TransactionEvent { RoundsReserved = reserved.Round },
        CoordinatorKept kept => new Proto.TransactionEvent { CoordinatorsKept = Write(kept) },
        Prepared prepared => new Proto.TransactionEvent { Prepared = TransactionMapping.ToProto(prepared.Transaction, prepared.Operation) },
        Refused refused => new Proto.TransactionEvent { Refused = Write(new Ended(refused.Id, refused.Nonce, Decision.Abort, refused.Reason)) },
        BranchDecided decided => new Proto.TransactionEvent
        {
            BranchDecided = new Proto.BranchDecision { Id = decided.Id.Value, Decision = (int)decided.Decision },
        },
        BranchFinished finished => new Proto.TransactionEvent { BranchFinished = finished.Id.Value },
        BranchForgotten forgotten => new Proto.TransactionEvent { BranchForgotten = forgotten.Id.Value },
        TransactionBegun begun => new Proto.TransactionEvent { Begun = TransactionMapping.ToProto(begun.Transaction) },
        AbortDecided abort => new Proto.TransactionEvent { AbortDecided = Write(new Ended(abort.Id, abort.Nonce, Decision.Abort, abort.Reason)) },
        PreCommitted preCommitted => new Proto.TransactionEvent { PreCommitted = preCommitted.Id.Value },
        LeftReadOnly left => new Proto.TransactionEvent { LeftReadOnly = Write(left) },
        VotesEnded ended => new Proto.TransactionEvent { VotesEnded = TransactionMapping.ToProto(ended.Name, ended.Decision, ended.Reason) },
        VotesKept kept => new Proto.TransactionEvent { VotesKept = Write(kept) },
        Changed changed => new Proto.TransactionEvent { Changed = TransactionMapping.ToProto(changed.Operation) },
        ParticipantKept kept => new Proto.TransactionEvent { ParticipantKept = Write(kept) },
        _ => null,
    };

    public static IEvent FromProto(Proto.TransactionEvent stored) => stored.BodyCase switch
    {
        Body.CommitDecided => FromProto(stored.CommitDecided),
        Body.CommitEnded => new CommitEnded(new TransactionId(stored.CommitEnded.Id), (long)stored.CommitEnded.Nonce),
        Body.RoundsReserved => new RoundsReserved(stored.RoundsReserved),
        Body.CoordinatorsKept => new CoordinatorKept(stored.CoordinatorsKept.Round,
            [.. stored.CoordinatorsKept.Begun.Select(TransactionMapping.FromProto)], [.. stored.CoordinatorsKept.Active.Select(FromProto)],
            [.. stored.CoordinatorsKept.Ended.Select(FromProto)]),
        Body.Begun => new TransactionBegun(TransactionMapping.FromProto(stored.Begun)),
        Body.AbortDecided => new AbortDecided(new TransactionId(stored.AbortDecided.Id), (long)stored.AbortDecided.Nonce, stored.AbortDecided.Reason),
        Body.PreCommitted => new PreCommitted(new TransactionId(stored.PreCommitted)),
        Body.LeftReadOnly => LeftFrom(stored.LeftReadOnly),
        Body.VotesEnded => FromProto(stored.VotesEnded),
        Body.VotesKept => new VotesKept(RegisterMapping.FromProto(stored.VotesKept.Instances), [.. stored.VotesKept.Ended.Select(FromProto)]),
        Body.Prepared => new Prepared(TransactionMapping.FromProto(stored.Prepared.Transaction), TransactionMapping.FromProto(stored.Prepared.Operation)),
        Body.Refused => new Refused(new TransactionId(stored.Refused.Id), (long)stored.Refused.Nonce, stored.Refused.Reason),
        Body.BranchDecided => new BranchDecided(new TransactionId(stored.BranchDecided.Id), (Decision)stored.BranchDecided.Decision),
        Body.BranchFinished => new BranchFinished(new TransactionId(stored.BranchFinished)),
        Body.BranchForgotten => new BranchForgotten(new TransactionId(stored.BranchForgotten)),
        Body.Changed => new Changed(TransactionMapping.FromProto(stored.Changed)),
        Body.ParticipantKept => FromProto(stored.ParticipantKept),
        _ => throw CommandMapping.Unknown("journal event of a transaction"),
    };

    private static Proto.DecidedCommit Write(CommitDecided decided)
    {
        var proto = new Proto.DecidedCommit { Transaction = TransactionMapping.ToProto(decided.Transaction) };
        proto.Unacknowledged.AddRange(decided.Unacknowledged);
        return proto;
    }

    private static CommitDecided FromProto(Proto.DecidedCommit proto) =>
        new(TransactionMapping.FromProto(proto.Transaction), [.. proto.Unacknowledged]);

    private static Proto.KeptCoordinators Write(CoordinatorKept kept)
    {
        var proto = new Proto.KeptCoordinators { Round = kept.Round };
        proto.Begun.AddRange(kept.Begun.Select(TransactionMapping.ToProto));
        proto.Active.AddRange(kept.Active.Select(Write));
        proto.Ended.AddRange(kept.Ended.Select(Write));
        return proto;
    }

    private static Proto.KeptParticipant Write(ParticipantKept kept)
    {
        var proto = new Proto.KeptParticipant { State = kept.State is { } state ? TransactionMapping.ToProto(state) : null };
        proto.Branches.AddRange(kept.Branches.Select(Write));
        proto.Ended.AddRange(kept.Ended.Select(Write));
        proto.Left.AddRange(kept.Left.Select(Write));
        return proto;
    }

    private static ParticipantKept FromProto(Proto.KeptParticipant proto) => new([.. proto.Branches.Select(FromProto)], [.. proto.Ended.Select(FromProto)],
        [.. proto.Left.Select(LeftFrom)], proto.State is { } state ? TransactionMapping.FromProto(state) : null);

    private static Proto.KeptBranch Write(KeptBranch branch)
    {
        var proto = new Proto.KeptBranch
        {
            Transaction = TransactionMapping.ToProto(branch.Transaction),
            Operation = TransactionMapping.ToProto(branch.Operation),
            State = (int)branch.State,
        };
        if (branch.Decision is { } decision)
            proto.Decision = (int)decision;
        return proto;
    }

    private static KeptBranch FromProto(Proto.KeptBranch proto) => new(TransactionMapping.FromProto(proto.Transaction),
        TransactionMapping.FromProto(proto.Operation), (BranchState)proto.State, proto.HasDecision ? (Decision)proto.Decision : null);

    private static Proto.KeptVotes Write(VotesKept kept)
    {
        var proto = new Proto.KeptVotes { Instances = RegisterMapping.ToProto(kept.Instances) };
        proto.Ended.AddRange(kept.Ended.Select(e => TransactionMapping.ToProto(e.Name, e.Decision, e.Reason)));
        return proto;
    }

    private static VotesEnded FromProto(Proto.ConcludedVotes proto) =>
        new(proto.Name, (Decision)proto.Decision, proto.HasReason ? proto.Reason : null);

    private static Proto.EndedTransaction Write(LeftReadOnly left) => Write(new Ended(left.Id, left.Nonce, Decision.Commit));

    private static LeftReadOnly LeftFrom(Proto.EndedTransaction proto) => new(new TransactionId(proto.Id), (long)proto.Nonce);

    private static Proto.EndedTransaction Write(Ended ended)
    {
        var proto = new Proto.EndedTransaction { Id = ended.Id.Value, Nonce = (ulong)ended.Nonce, Decision = (int)ended.Decision };
        if (ended.Reason is { } reason)
            proto.Reason = reason;
        return proto;
    }

    private static Ended FromProto(Proto.EndedTransaction proto) => new(new TransactionId(proto.Id), (long)proto.Nonce, (Decision)proto.Decision,
        proto.HasReason ? proto.Reason : null);
}
