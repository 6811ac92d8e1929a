using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Body = Akka.Consensus.Serialization.Proto.Packet.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>The answers to the questions of clients.</summary>
internal static class AnswerMapping
{
    public static bool TryWrite(IQueryAnswer message, Proto.Packet to)
    {
        switch (message)
        {
            case LockQueryAnswer answer:
                to.LockQueryAnswer = new Proto.LockQueryAnswer { Id = answer.Id, IsComplete = answer.IsComplete };
                to.LockQueryAnswer.Locks.AddRange(answer.Locks.Select(ToProto));
                return true;
            case LineQueryAnswer answer:
                to.LineQueryAnswer = new Proto.LineQueryAnswer
                {
                    Id = answer.Id,
                    Name = answer.Name,
                    Permits = answer.Permits,
                    Waiting = answer.Waiting,
                    Holding = answer.Holding,
                };
                to.LineQueryAnswer.Holders.AddRange(answer.Holders.Select(ToProto));
                to.LineQueryAnswer.Waiters.AddRange(answer.Waiters.Select(ToProto));
                return true;
            case SessionQueryAnswer answer:
                to.SessionQueryAnswer = new Proto.SessionQueryAnswer { Id = answer.Id, IsComplete = answer.IsComplete };
                to.SessionQueryAnswer.Sessions.AddRange(answer.Sessions.Select(ToProto));
                return true;
            case EventQueryAnswer answer:
                to.EventQueryAnswer = new Proto.EventQueryAnswer
                {
                    Id = answer.Id,
                    Since = QueryMapping.ToProto(answer.Since),
                    UpTo = QueryMapping.ToProto(answer.UpTo),
                    IsComplete = answer.IsComplete,
                };
                to.EventQueryAnswer.Events.AddRange(answer.Events.Select(ToProto));
                return true;
            case RequestQueryAnswer answer:
                to.RequestQueryAnswer = ToProto(answer);
                return true;
            case StatusAnswer status:
                to.StatusAnswer = new Proto.StatusAnswer
                {
                    Id = status.Id,
                    Node = status.Node.Value,
                    Leader = CommandMapping.ToProto(status.Leader),
                    IsLeaderHeard = status.IsLeaderHeard,
                };
                to.StatusAnswer.Voters.AddRange(status.Voters.Select(ToProto));
                return true;
            default:
                return false;
        }
    }

    public static IMessage Read(Proto.Packet from) => from.BodyCase switch
    {
        Body.LockQueryAnswer => new LockQueryAnswer(from.LockQueryAnswer.Id, [.. from.LockQueryAnswer.Locks.Select(FromProto)],
            from.LockQueryAnswer.IsComplete),
        Body.LineQueryAnswer => new LineQueryAnswer(from.LineQueryAnswer.Id, from.LineQueryAnswer.Name, from.LineQueryAnswer.Permits,
            [.. from.LineQueryAnswer.Holders.Select(FromProto)], [.. from.LineQueryAnswer.Waiters.Select(FromProto)], from.LineQueryAnswer.Waiting)
        {
            Holding = from.LineQueryAnswer.Holding,
        },
        Body.SessionQueryAnswer => new SessionQueryAnswer(from.SessionQueryAnswer.Id, [.. from.SessionQueryAnswer.Sessions.Select(FromProto)],
            from.SessionQueryAnswer.IsComplete),
        Body.EventQueryAnswer => new EventQueryAnswer(from.EventQueryAnswer.Id, QueryMapping.FromProto(from.EventQueryAnswer.Since),
            QueryMapping.FromProto(from.EventQueryAnswer.UpTo), [.. from.EventQueryAnswer.Events.Select(FromProto)], from.EventQueryAnswer.IsComplete),
        Body.RequestQueryAnswer => FromProto(from.RequestQueryAnswer),
        Body.StatusAnswer => new StatusAnswer(from.StatusAnswer.Id, new NodeId(from.StatusAnswer.Node),
            CommandMapping.FromProto(from.StatusAnswer.Leader), from.StatusAnswer.IsLeaderHeard,
            [.. from.StatusAnswer.Voters.Select(v => new VoterStatus(new NodeId(v.Node), v.IsHeard, v.HasLocation ? v.Location : null, v.IsMember))]),
        _ => throw CommandMapping.Unknown("message"),
    };

    private static Proto.HeldLock ToProto(HeldLock held)
    {
        var proto = new Proto.HeldLock
        {
            Name = held.Name,
            Token = held.Token.Value,
            Session = held.Session.Value,
            Holder = held.Holder,
            Waiting = held.Waiting,
            Mode = (int)held.Mode,
            Holders = held.Holders,
            Permits = held.Permits,
        };
        if (held.Value is { } value)
            proto.Value = value;
        return proto;
    }

    private static HeldLock FromProto(Proto.HeldLock held) =>
        new(held.Name, new FencingToken(held.Token), new SessionId(held.Session), held.Holder, held.Waiting)
        {
            Mode = (LockMode)held.Mode,
            Holders = held.Holders,
            Permits = held.Permits,
            Value = held.HasValue ? held.Value : null,
        };

    private static Proto.Claimant ToProto(Claimant claimant)
    {
        var claim = claimant.Claim;
        var proto = new Proto.Claimant
        {
            Session = claim.Owner.Session.Value,
            Sequence = claim.Owner.Sequence,
            Party = claim.Party,
            Mode = (int)claim.Mode,
            Count = claim.Count,
            Token = claim.Token.Value,
            Client = claimant.Client,
        };
        if (claim.Value is { } value)
            proto.Value = value;
        if (claimant.Age is { } age)
            proto.AgeTicks = age.Ticks;
        return proto;
    }

    private static Claimant FromProto(Proto.Claimant claimant) =>
        new(new ClaimView(new Owner(new SessionId(claimant.Session), claimant.Sequence), claimant.Party, (LockMode)claimant.Mode, claimant.Count,
            new FencingToken(claimant.Token), Since: null, claimant.HasValue ? claimant.Value : null), claimant.Client,
            claimant.HasAgeTicks ? TimeSpan.FromTicks(claimant.AgeTicks) : null);

    private static Proto.OpenedSession ToProto(OpenedSession opened) => new()
    {
        Session = opened.View.Session.Value,
        Client = opened.View.Client.Value,
        TimeToLiveTicks = opened.View.TimeToLive.Ticks,
        Requests = opened.Requests,
    };

    private static OpenedSession FromProto(Proto.OpenedSession opened) =>
        new(new SessionView(new SessionId(opened.Session), new ClientId(opened.Client), TimeSpan.FromTicks(opened.TimeToLiveTicks)), opened.Requests);

    public static Proto.LockEvent ToProto(LockEvent happened)
    {
        var proto = new Proto.LockEvent
        {
            Position = QueryMapping.ToProto(happened.Position),
            Kind = (int)happened.Kind,
            Name = happened.Name,
            Session = happened.Owner.Session.Value,
            Sequence = happened.Owner.Sequence,
            Token = happened.Token.Value,
        };
        if (happened.Text is { } text)
            proto.Text = text;
        return proto;
    }

    public static LockEvent FromProto(Proto.LockEvent happened) =>
        new(new LogIndex(happened.Position.Index), (LockEventKind)happened.Kind, happened.Name,
            new Owner(new SessionId(happened.Session), happened.Sequence), new FencingToken(happened.Token), happened.HasText ? happened.Text : null)
        {
            Part = happened.Position.Part,
        };

    private static Proto.RequestQueryAnswer ToProto(RequestQueryAnswer answer)
    {
        var proto = new Proto.RequestQueryAnswer
        {
            Id = answer.Id,
            State = (int)answer.State,
            IsSessionOpen = answer.IsSessionOpen,
            IsRemembered = answer.IsRemembered,
        };
        if (answer.Token is { } token)
            proto.Token = token.Value;
        if (answer.WasGranted is { } granted)
            proto.WasGranted = granted.Value;
        return proto;
    }

    private static RequestQueryAnswer FromProto(Proto.RequestQueryAnswer answer) => new(answer.Id, (RequestState)answer.State,
        answer.HasToken ? new FencingToken(answer.Token) : null, answer.IsSessionOpen,
        answer.HasWasGranted ? new FencingToken(answer.WasGranted) : null, answer.IsRemembered);

    private static Proto.VoterStatus ToProto(VoterStatus voter)
    {
        var proto = new Proto.VoterStatus { Node = voter.Node.Value, IsHeard = voter.IsHeard, IsMember = voter.IsMember };
        if (voter.Location is { } location)
            proto.Location = location;
        return proto;
    }
}
