using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using Google.Protobuf;
using Body = Akka.Consensus.Serialization.Proto.FencingMessage.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>
/// The messages to and from a <see cref="FencedReceiver"/>. What an application sends in them goes by the serializer that it has for it.
/// </summary>
internal static class FencingMapping
{
    public static Proto.FencingMessage ToProto(IFencingMessage message, ExtendedActorSystem system) => message switch
    {
        Fenced fenced => new Proto.FencingMessage
        {
            Fenced = new Proto.Fenced { Token = fenced.Token.Value, Message = ToPayload(fenced.Message, system) },
        },
        StaleToken stale => new Proto.FencingMessage
        {
            StaleToken = new Proto.StaleToken { Token = stale.Token.Value, Newest = stale.Newest.Value },
        },
        TokenRequired required => new Proto.FencingMessage { TokenRequired = required.MessageType },
        _ => throw new SerializationException($"{message.GetType()} never leaves its node"),
    };

    public static IFencingMessage FromProto(Proto.FencingMessage proto, ExtendedActorSystem system) => proto.BodyCase switch
    {
        Body.Fenced when proto.Fenced.Message is { } message =>
            new Fenced(new FencingToken(proto.Fenced.Token), FromPayload(message, system)),
        Body.StaleToken => new StaleToken(new FencingToken(proto.StaleToken.Token), new FencingToken(proto.StaleToken.Newest)),
        Body.TokenRequired => new TokenRequired(proto.TokenRequired),
        _ => throw CommandMapping.Unknown("message"),
    };

    private static Proto.Payload ToPayload(object message, ExtendedActorSystem system)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        return new Proto.Payload
        {
            Serializer = serializer.Identifier,
            Manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message),
            Message = ByteString.CopyFrom(serializer.ToBinary(message)),
        };
    }

    private static object FromPayload(Proto.Payload payload, ExtendedActorSystem system) =>
        system.Serialization.Deserialize(payload.Message.ToByteArray(), payload.Serializer, payload.Manifest);
}
