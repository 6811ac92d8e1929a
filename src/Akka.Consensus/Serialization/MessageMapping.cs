using System.Runtime.Serialization;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Body = Akka.Consensus.Serialization.Proto.Packet.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>Messages to protobuf and back. What stays on one node has no form here, and cannot be sent.</summary>
internal static class MessageMapping
{
    public static Proto.Packet ToProto(Packet packet)
    {
        var proto = new Proto.Packet { FromRole = (int)packet.From.Role, FromName = packet.From.Name };
        if (!PaxosMapping.TryWrite(packet.Message, proto) && !ClientMapping.TryWrite(packet.Message, proto)
            && !RegisterMapping.TryWrite(packet.Message, proto) && !TransactionMapping.TryWrite(packet.Message, proto))
            throw new SerializationException($"{packet.Message.GetType()} never leaves its node");
        return proto;
    }

    public static Packet FromProto(Proto.Packet proto)
    {
        if (proto.BodyCase == Body.None || !Enum.IsDefined((Role)proto.FromRole))
            throw CommandMapping.Unknown("message");
        return new Packet(new Address((Role)proto.FromRole, proto.FromName), Read(proto));
    }

    private static IMessage Read(Proto.Packet proto) => proto.BodyCase switch
    {
        Body.Register => RegisterMapping.Read(proto.Register),
        Body.Transaction => TransactionMapping.Read(proto.Transaction),
        _ => PaxosMapping.TryRead(proto) ?? ClientMapping.Read(proto),
    };
}
