using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Google.Protobuf.Collections;

namespace Akka.Consensus.Serialization;

/// <summary>Commands, ballots and journal marks to protobuf and back.</summary>
internal static class CommandMapping
{
    public static Proto.Ballot ToProto(Ballot ballot) => new() { Round = ballot.Round, Node = ballot.Node.Value };

    public static Ballot FromProto(Proto.Ballot? ballot) => new(Whole(ballot).Round, new NodeId(ballot.Node));

    public static Proto.JournalMark ToProto(JournalMark mark) => new() { Incarnation = (ulong)mark.Incarnation, Position = mark.Position };

    public static JournalMark FromProto(Proto.JournalMark mark) => new((long)mark.Incarnation, mark.Position);

    public static void AddTo(RepeatedField<Proto.Command> field, IReadOnlyList<Command> commands)
    {
        field.Capacity = commands.Count;
        foreach (var command in commands)
            field.Add(ToProto(command));
    }

    public static Command[] FromProto(RepeatedField<Proto.Command> field)
    {
        var commands = new Command[field.Count];
        for (var i = 0; i < commands.Length; i++)
            commands[i] = FromProto(field[i]);
        return commands;
    }

    private static Proto.Command ToProto(Command command) => command switch
    {
        OpenSession open => new Proto.Command
        {
            OpenSession = new Proto.OpenSession { Client = open.Client.Value, Nonce = open.Nonce, TimeToLiveTicks = open.TimeToLive.Ticks },
        },
        CloseSession close => new Proto.Command
        {
            CloseSession = new Proto.CloseSession { Client = close.Client.Value, Session = close.Session.Value },
        },
        ExpireSession expire => new Proto.Command { ExpireSession = expire.Session.Value },
        NoteSilence note => new Proto.Command
        {
            NoteSilence = new Proto.NoteSilence { Session = note.Session.Value, LengthTicks = note.Length.Ticks },
        },
        SessionRequest request => new Proto.Command { Request = ToProto(request) },
        EndDelay end => new Proto.Command { EndDelay = end.Token.Value },
        _ => throw new SerializationException($"{command.GetType()} is not a known command"),
    };

    private static Command FromProto(Proto.Command command) => command.BodyCase switch
    {
        Proto.Command.BodyOneofCase.OpenSession => new OpenSession(new ClientId(command.OpenSession.Client), command.OpenSession.Nonce,
            TimeSpan.FromTicks(command.OpenSession.TimeToLiveTicks)),
        Proto.Command.BodyOneofCase.CloseSession => new CloseSession(new ClientId(command.CloseSession.Client),
            new SessionId(command.CloseSession.Session)),
        Proto.Command.BodyOneofCase.ExpireSession => new ExpireSession(new SessionId(command.ExpireSession)),
        Proto.Command.BodyOneofCase.NoteSilence => new NoteSilence(new SessionId(command.NoteSilence.Session),
            TimeSpan.FromTicks(command.NoteSilence.LengthTicks)),
        Proto.Command.BodyOneofCase.Request => FromProto(command.Request),
        Proto.Command.BodyOneofCase.EndDelay => new EndDelay(new FencingToken(command.EndDelay)),
        _ => throw Unknown("command"),
    };

    private static Proto.SessionRequest ToProto(SessionRequest request)
    {
        var proto = new Proto.SessionRequest
        {
            Session = request.Session.Value,
            Sequence = request.Sequence,
            Acknowledged = request.Acknowledged,
            Name = request.Body.Name,
        };
        switch (request.Body)
        {
            case Acquire acquire:
                proto.AcquireWaits = acquire.Waits;
                if (!acquire.IsPlain)
                    proto.Details = DemandMapping.ToProto(acquire);
                break;
            case Release release:
                proto.ReleaseToken = release.Token.Value;
                proto.ReleasedSequence = release.Sequence;
                if (release.Note is { } note)
                    proto.ReleaseNote = note;
                break;
            case ForceRelease force:
                proto.ForceRelease = new Proto.ForceRelease { Token = force.Token.Value, By = force.By };
                break;
            case CancelAcquire cancel:
                proto.CancelSequence = cancel.Sequence;
                break;
            default:
                throw new SerializationException($"{request.Body.GetType()} is not a known request");
        }

        return proto;
    }

    private static SessionRequest FromProto(Proto.SessionRequest request)
    {
        LockRequest body = request.BodyCase switch
        {
            Proto.SessionRequest.BodyOneofCase.AcquireWaits => DemandMapping.FromProto(new Acquire(request.Name, request.AcquireWaits), request.Details),
            Proto.SessionRequest.BodyOneofCase.ReleaseToken => new Release(request.Name, request.ReleasedSequence, new FencingToken(request.ReleaseToken))
            {
                Note = request.HasReleaseNote ? request.ReleaseNote : null,
            },
            Proto.SessionRequest.BodyOneofCase.ForceRelease => new ForceRelease(request.Name, new FencingToken(request.ForceRelease.Token),
                request.ForceRelease.By),
            Proto.SessionRequest.BodyOneofCase.CancelSequence => new CancelAcquire(request.Name, request.CancelSequence),
            _ => throw Unknown("request"),
        };
        return new SessionRequest(new SessionId(request.Session), request.Sequence, request.Acknowledged, body);
    }

    /// <summary>A part without which the rest means nothing.</summary>
    public static T Whole<T>([NotNull] T? part)
        where T : class => part ?? throw new SerializationException($"what was received or stored is not whole: it lacks a {typeof(T).Name}");

    public static SerializationException Unknown(string what) =>
        new($"a {what} of an unknown kind: it was written by a newer version of Akka.Consensus");
}
