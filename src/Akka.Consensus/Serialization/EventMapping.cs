using System.Runtime.Serialization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Serialization;

/// <summary>Journal events to protobuf and back.</summary>
internal static class EventMapping
{
    public static Proto.Event ToProto(IEvent stored)
    {
        switch (stored)
        {
            case Genesis genesis:
                return new Proto.Event { Genesis = ToProto(genesis) };
            case Admitted:
                return new Proto.Event { Admitted = new Proto.Empty() };
            case Promised promised:
                return new Proto.Event { Promised = CommandMapping.ToProto(promised.Ballot) };
            case Appended appended:
                var entries = new Proto.Appended
                {
                    Ballot = CommandMapping.ToProto(appended.Ballot),
                    Previous = appended.Previous.Value,
                    Committed = appended.Committed.Value,
                };
                CommandMapping.AddTo(entries.Entries, appended.Entries);
                return new Proto.Event { Appended = entries };
            case Trimmed trimmed:
                return new Proto.Event { Trimmed = ToProto(trimmed) };
            case Reserved reserved:
                var known = new Proto.Reserved { Round = reserved.Round };
                known.Journals.AddRange(reserved.Journals.Select(j =>
                    new Proto.KnownJournal { Node = j.Node.Value, Mark = CommandMapping.ToProto(j.Mark) }));
                return new Proto.Event { Reserved = known };
            case Snapshot snapshot:
                return new Proto.Event { Snapshot = ToProto(snapshot) };
            default:
                return ToProtoOfOthers(stored);
        }
    }

    public static IEvent FromProto(Proto.Event stored) => stored.BodyCase switch
    {
        Proto.Event.BodyOneofCase.Genesis => FromProto(stored.Genesis),
        Proto.Event.BodyOneofCase.Admitted => new Admitted(),
        Proto.Event.BodyOneofCase.Promised => new Promised(CommandMapping.FromProto(stored.Promised)),
        Proto.Event.BodyOneofCase.Appended => new Appended(CommandMapping.FromProto(stored.Appended.Ballot),
            new LogIndex(stored.Appended.Previous), CommandMapping.FromProto(stored.Appended.Entries), new LogIndex(stored.Appended.Committed)),
        Proto.Event.BodyOneofCase.Trimmed => FromProto(stored.Trimmed),
        Proto.Event.BodyOneofCase.Reserved => new Reserved(stored.Reserved.Round,
            [.. stored.Reserved.Journals.Select(j => new KnownJournal(new NodeId(j.Node), CommandMapping.FromProto(j.Mark)))]),
        Proto.Event.BodyOneofCase.Snapshot => new Snapshot(new LogIndex(stored.Snapshot.Index), new Fingerprint(stored.Snapshot.Log),
            stored.Snapshot.State.ToByteArray(), new Fingerprint(stored.Snapshot.Checksum)),
        Proto.Event.BodyOneofCase.Register => RegisterMapping.FromProto(stored.Register),
        Proto.Event.BodyOneofCase.Transaction => TransactionEventMapping.FromProto(stored.Transaction),
        _ => throw CommandMapping.Unknown("journal event"),
    };

    private static Proto.Event ToProtoOfOthers(IEvent stored)
    {
        if (RegisterMapping.ToProto(stored) is { } register)
            return new Proto.Event { Register = register };
        if (TransactionEventMapping.ToProto(stored) is { } transaction)
            return new Proto.Event { Transaction = transaction };
        throw new SerializationException($"{stored.GetType()} is not a known event");
    }

    private static Proto.Genesis ToProto(Genesis genesis)
    {
        var proto = new Proto.Genesis { Node = genesis.Node.Value, Incarnation = (ulong)genesis.Incarnation };
        proto.Members.AddRange(genesis.Members.Select(m => m.Value));
        return proto;
    }

    private static Genesis FromProto(Proto.Genesis genesis) =>
        new(new NodeId(genesis.Node), [.. genesis.Members.Select(m => new NodeId(m))], (long)genesis.Incarnation);

    private static Proto.Trimmed ToProto(Trimmed trimmed)
    {
        var proto = new Proto.Trimmed
        {
            Genesis = ToProto(trimmed.Genesis),
            Position = trimmed.Position,
            Promised = CommandMapping.ToProto(trimmed.Promised),
            Accepted = CommandMapping.ToProto(trimmed.Accepted),
            Start = trimmed.Start.Value,
            Log = trimmed.Log.Value,
            Committed = trimmed.Committed.Value,
        };
        CommandMapping.AddTo(proto.Entries, trimmed.Entries);
        return proto;
    }

    private static Trimmed FromProto(Proto.Trimmed trimmed) => new(FromProto(trimmed.Genesis), trimmed.Position,
        CommandMapping.FromProto(trimmed.Promised), CommandMapping.FromProto(trimmed.Accepted), new LogIndex(trimmed.Start),
        new Fingerprint(trimmed.Log), CommandMapping.FromProto(trimmed.Entries), new LogIndex(trimmed.Committed));

    private static Proto.Snapshot ToProto(Snapshot snapshot) => new()
    {
        Index = snapshot.Index.Value,
        Log = snapshot.Log.Value,
        State = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(snapshot.State),
        Checksum = snapshot.Checksum.Value,
    };
}
