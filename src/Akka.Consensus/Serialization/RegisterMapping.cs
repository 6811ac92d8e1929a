using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Google.Protobuf;
using Body = Akka.Consensus.Serialization.Proto.RegisterMessage.BodyOneofCase;
using EventBody = Akka.Consensus.Serialization.Proto.RegisterEvent.BodyOneofCase;
using IMessage = Akka.Consensus.Core.IMessage;

namespace Akka.Consensus.Serialization;

/// <summary>The messages and events of single-decree Paxos.</summary>
internal static class RegisterMapping
{
    public static bool TryWrite(IMessage message, Proto.Packet to)
    {
        to.Register = message switch
        {
            Prepare prepare => new Proto.RegisterMessage { Prepare = ToProto(prepare.Ballot, prepare.Instances) },
            Promise promise => new Proto.RegisterMessage { Promise = ToProto(promise.Ballot, 0, promise.Instances) },
            Accept accept => new Proto.RegisterMessage { Accept = ToProto(accept.Ballot, accept.Proposals) },
            Accepted accepted => new Proto.RegisterMessage { Accepted = ToProto(accepted.Ballot, accepted.Instances) },
            Reject reject => new Proto.RegisterMessage { Reject = ToProto(reject) },
            Inquire inquire => new Proto.RegisterMessage { Inquire = ToProto(inquire) },
            Report report => new Proto.RegisterMessage { Report = ToProto(null, report.Number, report.Instances) },
            Chosen chosen => new Proto.RegisterMessage { Chosen = ToProto(null, chosen.Values) },
            Decide decide => new Proto.RegisterMessage { Decide = ToProto(decide, decide.Value) },
            Read read => new Proto.RegisterMessage { Read = ToProto(read, null) },
            Decided decided => new Proto.RegisterMessage { Decided = new Proto.Decided { Number = decided.Number, Value = ToBytes(decided.Value) } },
            Undecided undecided => new Proto.RegisterMessage { Undecided = undecided.Number },
            NoMoreRegisters full => new Proto.RegisterMessage { NoMoreRegisters = full.Number },
            _ => null,
        };
        return to.Register is not null;
    }

    public static IMessage Read(Proto.RegisterMessage from) => from.BodyCase switch
    {
        Body.Prepare => new Prepare(CommandMapping.FromProto(from.Prepare.Ballot), FromProto(from.Prepare.Instances_)),
        Body.Promise => new Promise(CommandMapping.FromProto(from.Promise.Ballot), Standpoints(from.Promise)),
        Body.Accept => new Accept(CommandMapping.FromProto(from.Accept.Ballot), Proposals(from.Accept)),
        Body.Accepted => new Accepted(CommandMapping.FromProto(from.Accepted.Ballot), FromProto(from.Accepted.Instances_)),
        Body.Reject => new Reject(CommandMapping.FromProto(from.Reject.Ballot),
            [.. from.Reject.Items.Select(i => new Refusal(FromProto(i.Instance), CommandMapping.FromProto(i.Ballot)))]),
        Body.Inquire => new Inquire(from.Inquire.Number, FromProto(from.Inquire.Instances)),
        Body.Report => new Report(from.Report.Number, Standpoints(from.Report)),
        Body.Chosen => new Chosen(Proposals(from.Chosen)),
        Body.Decide => new Decide(new ClientId(from.Decide.Client), from.Decide.Number, from.Decide.Name, new Value(from.Decide.Value.Span)),
        Body.Read => new Read(new ClientId(from.Read.Client), from.Read.Number, from.Read.Name),
        Body.Decided => new Decided(from.Decided.Number, new Value(from.Decided.Value.Span)),
        Body.Undecided => new Undecided(from.Undecided),
        Body.NoMoreRegisters => new NoMoreRegisters(from.NoMoreRegisters),
        _ => throw CommandMapping.Unknown("message about a register"),
    };

    public static Proto.RegisterEvent? ToProto(IEvent stored) => stored switch
    {
        Promised promised => new Proto.RegisterEvent { Promised = ToProto(promised.Ballot, promised.Instances) },
        Voted voted => new Proto.RegisterEvent { Voted = ToProto(voted.Ballot, voted.Proposals) },
        Forgotten forgotten => new Proto.RegisterEvent { Forgotten = ToProto(null, forgotten.Instances) },
        Kept kept => new Proto.RegisterEvent { Kept = ToProto(kept.Instances) },
        Reserved reserved => new Proto.RegisterEvent { ReservedRound = reserved.Round },
        Learned learned => new Proto.RegisterEvent { Learned = ToProto(null, learned.Values) },
        _ => null,
    };

    public static IEvent FromProto(Proto.RegisterEvent stored) => stored.BodyCase switch
    {
        EventBody.Promised => new Promised(CommandMapping.FromProto(stored.Promised.Ballot), FromProto(stored.Promised.Instances_)),
        EventBody.Voted => new Voted(CommandMapping.FromProto(stored.Voted.Ballot), Proposals(stored.Voted)),
        EventBody.Forgotten => new Forgotten(FromProto(stored.Forgotten.Instances_)),
        EventBody.Kept => new Kept(FromProto(stored.Kept)),
        EventBody.ReservedRound => new Reserved(stored.ReservedRound),
        EventBody.Learned => new Learned(Proposals(stored.Learned)),
        _ => throw CommandMapping.Unknown("journal event of a register"),
    };

    /// <summary>Proposals, as they are sent and stored.</summary>
    public static Proto.InstanceValues ToProto(Ballot? ballot, IReadOnlyList<Proposal> proposals)
    {
        var proto = new Proto.InstanceValues { Ballot = ballot is { } known ? CommandMapping.ToProto(known) : null };
        proto.Items.AddRange(proposals.Select(p => new Proto.InstanceValue { Instance = ToProto(p.Instance), Value = ToBytes(p.Value) }));
        return proto;
    }

    /// <summary>Proposals, as they were sent or stored.</summary>
    public static IReadOnlyList<Proposal> Proposals(Proto.InstanceValues? values) =>
        [.. CommandMapping.Whole(values).Items.Select(i => new Proposal(FromProto(i.Instance), new Value(i.Value.Span)))];

    private static Proto.InstanceValues ToProto(Ballot? ballot, long number, IReadOnlyList<Standpoint> standpoints)
    {
        var proto = new Proto.InstanceValues { Ballot = ballot is { } known ? CommandMapping.ToProto(known) : null, Number = number };
        proto.Items.AddRange(standpoints.Select(s => ToProto(s.Instance, s.Accepted)));
        return proto;
    }

    private static Proto.InstanceValue ToProto(InstanceId instance, Vote? accepted)
    {
        var proto = new Proto.InstanceValue { Instance = ToProto(instance) };
        if (accepted is { } vote)
            (proto.Ballot, proto.Value) = (CommandMapping.ToProto(vote.Ballot), ToBytes(vote.Value));
        return proto;
    }

    private static IReadOnlyList<Standpoint> Standpoints(Proto.InstanceValues values) =>
        [.. values.Items.Select(i => new Standpoint(FromProto(i.Instance), VoteOf(i)))];

    private static Vote? VoteOf(Proto.InstanceValue value) =>
        value.HasValue ? new Vote(CommandMapping.FromProto(value.Ballot), new Value(value.Value.Span)) : null;

    private static Proto.Instances ToProto(Ballot? ballot, IReadOnlyList<InstanceId> instances)
    {
        var proto = new Proto.Instances { Ballot = ballot is { } known ? CommandMapping.ToProto(known) : null };
        proto.Instances_.AddRange(instances.Select(ToProto));
        return proto;
    }

    private static Proto.InstanceBallots ToProto(Reject reject)
    {
        var proto = new Proto.InstanceBallots { Ballot = CommandMapping.ToProto(reject.Ballot) };
        proto.Items.AddRange(reject.Instances.Select(i =>
            new Proto.InstanceBallot { Instance = ToProto(i.Instance), Ballot = CommandMapping.ToProto(i.Promised) }));
        return proto;
    }

    private static Proto.InstanceInquiry ToProto(Inquire inquire)
    {
        var proto = new Proto.InstanceInquiry { Number = inquire.Number };
        proto.Instances.AddRange(inquire.Instances.Select(ToProto));
        return proto;
    }

    /// <summary>All that an acceptor remembers.</summary>
    public static IReadOnlyList<KeptInstance> FromProto(Proto.KeptInstances? kept) => [.. CommandMapping.Whole(kept).Items.Select(k =>
        new KeptInstance(FromProto(CommandMapping.Whole(k.Accepted).Instance), CommandMapping.FromProto(k.Promised), VoteOf(k.Accepted)))];

    /// <summary>All that an acceptor remembers.</summary>
    public static Proto.KeptInstances ToProto(IReadOnlyList<KeptInstance> kept)
    {
        var proto = new Proto.KeptInstances();
        proto.Items.AddRange(kept.Select(i =>
            new Proto.KeptInstance { Accepted = ToProto(i.Instance, i.Accepted), Promised = CommandMapping.ToProto(i.Promised) }));
        return proto;
    }

    private static Proto.RegisterRequest ToProto(RegisterRequest request, Value? value)
    {
        var proto = new Proto.RegisterRequest { Client = request.Client.Value, Number = request.Number, Name = request.Name };
        if (value is not null)
            proto.Value = ToBytes(value);
        return proto;
    }

    private static Proto.Instance ToProto(InstanceId instance) => new() { Name = instance.Name, Part = instance.Part };

    private static InstanceId FromProto(Proto.Instance? instance) => new(CommandMapping.Whole(instance).Name, instance.Part);

    private static IReadOnlyList<InstanceId> FromProto(IEnumerable<Proto.Instance> instances) => [.. instances.Select(FromProto)];

    private static ByteString ToBytes(Value value) => UnsafeByteOperations.UnsafeWrap(value.Bytes);
}
