using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Body = Akka.Consensus.Serialization.Proto.Packet.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>The questions of clients, and their answers.</summary>
internal static class QueryMapping
{
    public static bool TryWrite(IMessage message, Proto.Packet to)
    {
        switch (message)
        {
            case LockQuery q:
                to.LockQuery = new Proto.LockQuery
                {
                    Client = q.Client.Value,
                    IsForwarded = q.IsForwarded,
                    Id = q.Id,
                    After = q.After,
                    IsLinearizable = q.IsLinearizable,
                };
                if (q.Name is { } only)
                    to.LockQuery.Name = only;
                return true;
            case LineQuery q:
                to.LineQuery = new Proto.LineQuery
                {
                    Client = q.Client.Value,
                    IsForwarded = q.IsForwarded,
                    Id = q.Id,
                    Name = q.Name,
                    IsLinearizable = q.IsLinearizable,
                };
                return true;
            case SessionQuery q:
                to.SessionQuery = new Proto.SessionQuery
                {
                    Client = q.Client.Value,
                    IsForwarded = q.IsForwarded,
                    Id = q.Id,
                    After = q.After.Value,
                    IsLinearizable = q.IsLinearizable,
                };
                return true;
            case EventQuery q:
                to.EventQuery = new Proto.EventQuery { Client = q.Client.Value, IsForwarded = q.IsForwarded, Id = q.Id, IsLinearizable = q.IsLinearizable };
                if (q.After is { } after)
                    to.EventQuery.After = ToProto(after);
                if (q.Name is { } name)
                    to.EventQuery.Name = name;
                return true;
            case RequestQuery q:
                to.RequestQuery = new Proto.RequestQuery
                {
                    Client = q.Client.Value,
                    IsForwarded = q.IsForwarded,
                    Id = q.Id,
                    Session = q.Request.Session.Value,
                    Sequence = q.Request.Sequence,
                };
                return true;
            case StatusQuery q:
                to.StatusQuery = new Proto.StatusQuery { Client = q.Client.Value, IsForwarded = q.IsForwarded, Id = q.Id };
                return true;
            case IQueryAnswer answer:
                return AnswerMapping.TryWrite(answer, to);
            default:
                return false;
        }
    }

    public static IMessage Read(Proto.Packet from) => from.BodyCase switch
    {
        Body.LockQuery => new LockQuery(new ClientId(from.LockQuery.Client), from.LockQuery.Id,
            from.LockQuery.HasName ? from.LockQuery.Name : null, from.LockQuery.After, from.LockQuery.IsLinearizable)
        {
            IsForwarded = from.LockQuery.IsForwarded,
        },
        Body.LineQuery => new LineQuery(new ClientId(from.LineQuery.Client), from.LineQuery.Id, from.LineQuery.Name, from.LineQuery.IsLinearizable)
        {
            IsForwarded = from.LineQuery.IsForwarded,
        },
        Body.SessionQuery => new SessionQuery(new ClientId(from.SessionQuery.Client), from.SessionQuery.Id,
            new SessionId(from.SessionQuery.After), from.SessionQuery.IsLinearizable)
        {
            IsForwarded = from.SessionQuery.IsForwarded,
        },
        Body.EventQuery => new EventQuery(new ClientId(from.EventQuery.Client), from.EventQuery.Id,
            from.EventQuery.After is { } after ? FromProto(after) : null, from.EventQuery.HasName ? from.EventQuery.Name : null,
            from.EventQuery.IsLinearizable)
        {
            IsForwarded = from.EventQuery.IsForwarded,
        },
        Body.RequestQuery => new RequestQuery(new ClientId(from.RequestQuery.Client), from.RequestQuery.Id,
            new Owner(new SessionId(from.RequestQuery.Session), from.RequestQuery.Sequence))
        {
            IsForwarded = from.RequestQuery.IsForwarded,
        },
        Body.StatusQuery => new StatusQuery(new ClientId(from.StatusQuery.Client), from.StatusQuery.Id)
        {
            IsForwarded = from.StatusQuery.IsForwarded,
        },
        _ => AnswerMapping.Read(from),
    };

    public static Proto.EventPosition ToProto(EventPosition position) => new() { Index = position.Index.Value, Part = position.Part };

    public static EventPosition FromProto(Proto.EventPosition position) => new(new LogIndex(position.Index), position.Part);
}
