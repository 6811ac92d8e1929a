using Akka.Consensus.Events;

namespace Akka.Consensus.Serialization;

/// <summary>What is published to applications, to protobuf and back.</summary>
internal static class PublishedMapping
{
    public static Proto.PublishedLockEvents ToProto(PublishedLockEvents published)
    {
        var proto = new Proto.PublishedLockEvents
        {
            Group = published.Group,
            PublishedBy = published.PublishedBy,
            After = QueryMapping.ToProto(published.After),
        };
        proto.Events.AddRange(published.Events.Select(AnswerMapping.ToProto));
        return proto;
    }

    public static PublishedLockEvents FromProto(Proto.PublishedLockEvents proto) =>
        new(proto.Group, proto.PublishedBy, QueryMapping.FromProto(proto.After), [.. proto.Events.Select(AnswerMapping.FromProto)]);
}
