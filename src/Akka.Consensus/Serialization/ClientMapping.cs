using System.Runtime.Serialization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using AnswerBody = Akka.Consensus.Serialization.Proto.SessionAnswer.BodyOneofCase;
using Body = Akka.Consensus.Serialization.Proto.Packet.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>The messages between clients and voters.</summary>
internal static class ClientMapping
{
    public static bool TryWrite(IMessage message, Proto.Packet to)
    {
        switch (message)
        {
            case ClientCommands commands:
                to.ClientCommands = new Proto.ClientCommands { Client = commands.Client.Value, IsForwarded = commands.IsForwarded };
                CommandMapping.AddTo(to.ClientCommands.Commands, commands.Commands);
                return true;
            case KeepAlive alive:
                to.KeepAlive = new Proto.KeepAlive
                {
                    Client = alive.Client.Value,
                    IsForwarded = alive.IsForwarded,
                    Session = alive.Session.Value,
                    Number = alive.Number,
                };
                to.KeepAlive.Waiting.AddRange(alive.Waiting);
                return true;
            case SessionOpened opened:
                to.SessionOpened = new Proto.SessionOpened { Session = opened.Session.Value, Nonce = opened.Nonce };
                return true;
            case SessionEnded ended:
                to.SessionEnded = ended.Session.Value;
                return true;
            case SessionAnswers answers:
                to.SessionAnswers = new Proto.SessionAnswers();
                to.SessionAnswers.Items.AddRange(answers.Items.Select(ToProto));
                return true;
            case KeepAliveAnswer answer:
                to.KeepAliveAnswer = new Proto.KeepAliveAnswer { Session = answer.Session.Value, Number = answer.Number };
                return true;
            case Unavailable unavailable:
                to.Unavailable = new Proto.Unavailable();
                if (unavailable.Leader is { } leader)
                    to.Unavailable.Leader = leader.Value;
                return true;
            case Overloaded overloaded:
                to.OverloadedTaken = overloaded.Taken;
                return true;
            case SessionRefused refused:
                to.SessionRefused = refused.Nonce;
                return true;
            default:
                return QueryMapping.TryWrite(message, to);
        }
    }

    public static IMessage Read(Proto.Packet from) => from.BodyCase switch
    {
        Body.ClientCommands => new ClientCommands(new ClientId(from.ClientCommands.Client), CommandMapping.FromProto(from.ClientCommands.Commands))
        {
            IsForwarded = from.ClientCommands.IsForwarded,
        },
        Body.KeepAlive => new KeepAlive(new ClientId(from.KeepAlive.Client), new SessionId(from.KeepAlive.Session), from.KeepAlive.Number,
            [.. from.KeepAlive.Waiting])
        {
            IsForwarded = from.KeepAlive.IsForwarded,
        },
        Body.SessionOpened => new SessionOpened(new SessionId(from.SessionOpened.Session), from.SessionOpened.Nonce),
        Body.SessionEnded => new SessionEnded(new SessionId(from.SessionEnded)),
        Body.SessionAnswers => new SessionAnswers([.. from.SessionAnswers.Items.Select(FromProto)]),
        Body.KeepAliveAnswer => new KeepAliveAnswer(new SessionId(from.KeepAliveAnswer.Session), from.KeepAliveAnswer.Number),
        Body.Unavailable => new Unavailable(from.Unavailable.HasLeader ? new NodeId(from.Unavailable.Leader) : null),
        Body.OverloadedTaken => new Overloaded(from.OverloadedTaken),
        Body.SessionRefused => new SessionRefused(from.SessionRefused),
        _ => QueryMapping.Read(from),
    };

    private static Proto.SessionAnswer ToProto(SessionAnswer answer)
    {
        var proto = new Proto.SessionAnswer { Session = answer.Session.Value, Sequence = answer.Sequence };
        switch (answer.Answer)
        {
            case Granted granted:
                proto.GrantedToken = granted.Token.Value;
                proto.OtherTokens.AddRange(granted.Others.Select(o => o.Value));
                if (granted.Note is { } note)
                    proto.Note = note;
                break;
            case Queued queued:
                proto.QueuedPosition = queued.Position;
                break;
            case Denied denied:
                proto.DeniedHolder = denied.Holder;
                break;
            case Released:
                proto.Released = new Proto.Empty();
                break;
            case NotHeld:
                proto.NotHeld = new Proto.Empty();
                break;
            case Cancelled:
                proto.Cancelled = new Proto.Empty();
                break;
            case BadName:
                proto.BadName = new Proto.Empty();
                break;
            case TooManyRequests:
                proto.TooManyRequests = new Proto.Empty();
                break;
            case Mismatch mismatch:
                proto.Mismatch = new Proto.Mismatch { Name = mismatch.Name, Permits = mismatch.Permits };
                break;
            case TooManyReentries reentries:
                proto.TooManyReentries = reentries.Name;
                break;
            case Deadlock deadlock:
                proto.Deadlock = deadlock.Cycle;
                break;
            case Revoked revoked:
                proto.RevokedBy = revoked.By;
                break;
            default:
                throw new SerializationException($"{answer.Answer.GetType()} is not a known answer");
        }

        return proto;
    }

    private static SessionAnswer FromProto(Proto.SessionAnswer answer)
    {
        LockAnswer body = answer.BodyCase switch
        {
            AnswerBody.GrantedToken => new Granted(new FencingToken(answer.GrantedToken))
            {
                Others = answer.OtherTokens.Count == 0 ? [] : [.. answer.OtherTokens.Select(t => new FencingToken(t))],
                Note = answer.HasNote ? answer.Note : null,
            },
            AnswerBody.QueuedPosition => new Queued(answer.QueuedPosition),
            AnswerBody.DeniedHolder => new Denied(answer.DeniedHolder),
            AnswerBody.Released => new Released(),
            AnswerBody.NotHeld => new NotHeld(),
            AnswerBody.Cancelled => new Cancelled(),
            AnswerBody.BadName => new BadName(),
            AnswerBody.TooManyRequests => new TooManyRequests(),
            AnswerBody.Mismatch => new Mismatch(answer.Mismatch.Name, answer.Mismatch.Permits),
            AnswerBody.TooManyReentries => new TooManyReentries(answer.TooManyReentries),
            AnswerBody.Deadlock => new Deadlock(answer.Deadlock),
            AnswerBody.RevokedBy => new Revoked(answer.RevokedBy),
            _ => throw CommandMapping.Unknown("answer"),
        };
        return new SessionAnswer(new SessionId(answer.Session), answer.Sequence, body);
    }
}
