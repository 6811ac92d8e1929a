using Akka.Consensus.Core;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;
using Body = Akka.Consensus.Serialization.Proto.Packet.BodyOneofCase;

namespace Akka.Consensus.Serialization;

/// <summary>The messages between voters.</summary>
internal static class PaxosMapping
{
    public static bool TryWrite(IMessage message, Proto.Packet to)
    {
        switch (message)
        {
            case Prepare prepare:
                to.Prepare = CommandMapping.ToProto(prepare.Ballot);
                return true;
            case Promise promise:
                to.Promise = new Proto.Promise
                {
                    Ballot = CommandMapping.ToProto(promise.Ballot),
                    Accepted = CommandMapping.ToProto(promise.Accepted),
                    Last = promise.Last.Value,
                    Committed = promise.Committed.Value,
                    Log = promise.Log.Value,
                    Journal = CommandMapping.ToProto(promise.Journal),
                };
                return true;
            case Accept accept:
                to.Accept = Write(accept);
                return true;
            case Accepted accepted:
                to.Accepted = new Proto.Accepted
                {
                    Ballot = CommandMapping.ToProto(accepted.Ballot),
                    UpTo = accepted.UpTo.Value,
                    Round = accepted.Round,
                    Snapshot = accepted.Snapshot.Value,
                    Journal = CommandMapping.ToProto(accepted.Journal),
                };
                return true;
            case Reject reject:
                to.Reject = new Proto.Reject
                {
                    Ballot = CommandMapping.ToProto(reject.Ballot),
                    Promised = CommandMapping.ToProto(reject.Promised),
                };
                return true;
            case Commit commit:
                to.Commit = new Proto.Commit
                {
                    Ballot = CommandMapping.ToProto(commit.Ballot),
                    Committed = commit.Committed.Value,
                    Round = commit.Round,
                    Snapshotted = commit.Snapshotted.Value,
                };
                return true;
            case CatchUp catchUp:
                to.CatchUp = new Proto.CatchUp
                {
                    Ballot = CommandMapping.ToProto(catchUp.Ballot),
                    UpTo = catchUp.UpTo.Value,
                    Source = catchUp.Source.Value,
                };
                return true;
            case Fetch fetch:
                to.Fetch = new Proto.Fetch
                {
                    Ballot = CommandMapping.ToProto(fetch.Ballot),
                    Previous = fetch.Previous.Value,
                    UpTo = fetch.UpTo.Value,
                };
                return true;
            case Fetched fetched:
                to.Fetched = Write(fetched);
                return true;
            case Chosen chosen:
                to.Chosen = Write(chosen);
                return true;
            case Gone gone:
                to.Gone = gone.Start.Value;
                return true;
            case FetchSnapshot fetch:
                to.FetchSnapshot = new Proto.FetchSnapshot { Index = fetch.Index.Value, Offset = fetch.Offset };
                return true;
            case SnapshotChunk chunk:
                to.SnapshotChunk = Write(chunk);
                return true;
            case Introduce introduce:
                to.Introduce = (ulong)introduce.Incarnation;
                return true;
            case Introduced introduced:
                to.Introduced = (ulong)introduced.Incarnation;
                return true;
            case Disown disown:
                to.Disown = CommandMapping.ToProto(disown.Known);
                return true;
            case Heartbeat:
                to.Heartbeat = new Proto.Empty();
                return true;
            case HeartbeatReply reply:
                to.HeartbeatReply = new Proto.HeartbeatReply
                {
                    Ballot = CommandMapping.ToProto(reply.Ballot),
                    Leader = CommandMapping.ToProto(reply.Leader),
                    IsContent = reply.IsContent,
                };
                return true;
            case TakeOver request:
                to.TakeOver = CommandMapping.ToProto(request.Ballot);
                return true;
            case TakeOverRefused refused:
                to.TakeOverRefused = CommandMapping.ToProto(refused.Ballot);
                return true;
            default:
                return false;
        }
    }

    public static IMessage? TryRead(Proto.Packet from) => from.BodyCase switch
    {
        Body.Prepare => new Prepare(CommandMapping.FromProto(from.Prepare)),
        Body.Promise => new Promise(CommandMapping.FromProto(from.Promise.Ballot), CommandMapping.FromProto(from.Promise.Accepted),
            new LogIndex(from.Promise.Last), new LogIndex(from.Promise.Committed), new Fingerprint(from.Promise.Log),
            CommandMapping.FromProto(from.Promise.Journal)),
        Body.Accept => new Accept(CommandMapping.FromProto(from.Accept.Ballot), new LogIndex(from.Accept.Previous), new Fingerprint(from.Accept.Before),
            CommandMapping.FromProto(from.Accept.Entries), new LogIndex(from.Accept.Agreed), new LogIndex(from.Accept.Adopted),
            new LogIndex(from.Accept.Committed), from.Accept.Round),
        Body.Accepted => new Accepted(CommandMapping.FromProto(from.Accepted.Ballot), new LogIndex(from.Accepted.UpTo), from.Accepted.Round,
            new LogIndex(from.Accepted.Snapshot), CommandMapping.FromProto(from.Accepted.Journal)),
        Body.Reject => new Reject(CommandMapping.FromProto(from.Reject.Ballot), CommandMapping.FromProto(from.Reject.Promised)),
        Body.Commit => new Commit(CommandMapping.FromProto(from.Commit.Ballot), new LogIndex(from.Commit.Committed), from.Commit.Round,
            new LogIndex(from.Commit.Snapshotted)),
        Body.CatchUp => new CatchUp(CommandMapping.FromProto(from.CatchUp.Ballot), new LogIndex(from.CatchUp.UpTo),
            new NodeId(from.CatchUp.Source)),
        Body.Fetch => new Fetch(CommandMapping.FromProto(from.Fetch.Ballot), new LogIndex(from.Fetch.Previous), new LogIndex(from.Fetch.UpTo)),
        Body.Fetched => new Fetched(CommandMapping.FromProto(from.Fetched.Ballot), new LogIndex(from.Fetched.Previous),
            CommandMapping.FromProto(from.Fetched.Entries), new LogIndex(from.Fetched.Committed)),
        Body.Chosen => new Chosen(new LogIndex(from.Chosen.Previous), new Fingerprint(from.Chosen.Log),
            CommandMapping.FromProto(from.Chosen.Entries)),
        Body.Gone => new Gone(new LogIndex(from.Gone)),
        Body.FetchSnapshot => new FetchSnapshot(new LogIndex(from.FetchSnapshot.Index), from.FetchSnapshot.Offset),
        Body.SnapshotChunk => new SnapshotChunk(new LogIndex(from.SnapshotChunk.Index), new Fingerprint(from.SnapshotChunk.Log),
            from.SnapshotChunk.Length, new Fingerprint(from.SnapshotChunk.Whole), from.SnapshotChunk.Offset,
            from.SnapshotChunk.Bytes.ToByteArray(), new Fingerprint(from.SnapshotChunk.Checksum)),
        Body.Introduce => new Introduce((long)from.Introduce),
        Body.Introduced => new Introduced((long)from.Introduced),
        Body.Disown => new Disown(CommandMapping.FromProto(from.Disown)),
        Body.Heartbeat => new Heartbeat(),
        Body.HeartbeatReply => new HeartbeatReply(CommandMapping.FromProto(from.HeartbeatReply.Ballot),
            CommandMapping.FromProto(from.HeartbeatReply.Leader), from.HeartbeatReply.IsContent),
        Body.TakeOver => new TakeOver(CommandMapping.FromProto(from.TakeOver)),
        Body.TakeOverRefused => new TakeOverRefused(CommandMapping.FromProto(from.TakeOverRefused)),
        _ => null,
    };

    private static Proto.Accept Write(Accept accept)
    {
        var proto = new Proto.Accept
        {
            Ballot = CommandMapping.ToProto(accept.Ballot),
            Previous = accept.Previous.Value,
            Before = accept.Before.Value,
            Agreed = accept.Agreed.Value,
            Adopted = accept.Adopted.Value,
            Committed = accept.Committed.Value,
            Round = accept.Round,
        };
        CommandMapping.AddTo(proto.Entries, accept.Entries);
        return proto;
    }

    private static Proto.Chosen Write(Chosen chosen)
    {
        var proto = new Proto.Chosen { Previous = chosen.Previous.Value, Log = chosen.Log.Value };
        CommandMapping.AddTo(proto.Entries, chosen.Entries);
        return proto;
    }

    private static Proto.SnapshotChunk Write(SnapshotChunk chunk) => new()
    {
        Index = chunk.Index.Value,
        Log = chunk.Log.Value,
        Length = chunk.Length,
        Whole = chunk.Whole.Value,
        Offset = chunk.Offset,
        Bytes = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(chunk.Bytes),
        Checksum = chunk.Checksum.Value,
    };

    private static Proto.Fetched Write(Fetched fetched)
    {
        var proto = new Proto.Fetched
        {
            Ballot = CommandMapping.ToProto(fetched.Ballot),
            Previous = fetched.Previous.Value,
            Committed = fetched.Committed.Value,
        };
        CommandMapping.AddTo(proto.Entries, fetched.Entries);
        return proto;
    }
}
