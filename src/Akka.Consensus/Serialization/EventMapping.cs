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
                var members = new Proto.Genesis { Node = genesis.Node.Value };
                members.Members.AddRange(genesis.Members.Select(m => m.Value));
                return new Proto.Event { Genesis = members };
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
            case Reserved reserved:
                return new Proto.Event { ReservedRound = reserved.Round };
            case Checkpoint checkpoint:
                return new Proto.Event { Checkpoint = new Proto.Checkpoint { Index = checkpoint.Index.Value, Log = checkpoint.Log.Value } };
            default:
                throw new SerializationException($"{stored.GetType()} is not a known event");
        }
    }

    public static IEvent FromProto(Proto.Event stored) => stored.BodyCase switch
    {
        Proto.Event.BodyOneofCase.Genesis => new Genesis(new NodeId(stored.Genesis.Node),
            [.. stored.Genesis.Members.Select(m => new NodeId(m))]),
        Proto.Event.BodyOneofCase.Promised => new Promised(CommandMapping.FromProto(stored.Promised)),
        Proto.Event.BodyOneofCase.Appended => new Appended(CommandMapping.FromProto(stored.Appended.Ballot),
            new LogIndex(stored.Appended.Previous), CommandMapping.FromProto(stored.Appended.Entries), new LogIndex(stored.Appended.Committed)),
        Proto.Event.BodyOneofCase.ReservedRound => new Reserved(stored.ReservedRound),
        Proto.Event.BodyOneofCase.Checkpoint => new Checkpoint(new LogIndex(stored.Checkpoint.Index), new Fingerprint(stored.Checkpoint.Log)),
        _ => throw CommandMapping.Unknown("journal event"),
    };
}
