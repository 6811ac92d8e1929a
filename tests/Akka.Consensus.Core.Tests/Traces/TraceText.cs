using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>The words in which a trace tells of messages, events and entries of the log: one short line each.</summary>
internal static class TraceText
{
    /// <summary>A message, under its own name.</summary>
    /// <exception cref="TraceException">There are no words for it yet.</exception>
    public static string Of(IMessage message) => $"{message.GetType().Name} {Content(message)}".TrimEnd();

    /// <summary>An event, as what a node stores.</summary>
    /// <exception cref="TraceException">There are no words for it yet.</exception>
    public static string Of(IEvent stored) => stored switch
    {
        Genesis genesis => $"whose journal it is: {genesis.Node} of {string.Join(" ", genesis.Members)}, number {genesis.Incarnation}",
        Admitted => "admitted",
        Promised promised => $"promised {promised.Ballot}",
        Appended appended => $"accepted {Of(appended.Ballot)} prev={appended.Previous} {Of(appended.Entries)}",
        Trimmed trimmed => $"all anew: promised {Of(trimmed.Promised)}, accepted {Of(trimmed.Accepted)}, start={trimmed.Start} "
            + $"{Of(trimmed.Entries)} committed={trimmed.Committed}",
        Reserved { Round: 0 } noted => $"journals {string.Join(" ", noted.Journals.Select(j => $"{j.Node}={j.Mark.Incarnation}"))}",
        Reserved reserved => $"reserved round {reserved.Round}",
        Snapshot snapshot => $"snapshot at {snapshot.Index}, {snapshot.State.Length} bytes",
        _ => RegisterWording.Of(stored) ?? throw Unknown(stored),
    };

    /// <summary>An entry of the log.</summary>
    /// <exception cref="TraceException">There are no words for it yet.</exception>
    public static string Of(Command entry) => entry switch
    {
        OpenSession { Nonce: > 1 } open => $"open {open.Client} (attempt {open.Nonce})",
        OpenSession open => $"open {open.Client}",
        CloseSession close => $"close s{close.Session}",
        ExpireSession expire => $"expire s{expire.Session}",
        NoteSilence { Length.Ticks: 0 } note => $"s{note.Session} was heard again",
        NoteSilence note => $"s{note.Session} is silent",
        SessionRequest request => $"{Of(request.Body)} (s{request.Session}.{request.Sequence})",
        _ => throw Unknown(entry),
    };

    /// <summary>A ballot; the one below all others is none.</summary>
    public static string Of(Ballot ballot) => ballot == Ballot.Zero ? "none" : ballot.ToString();

    /// <summary>Some entries.</summary>
    public static string Of(IReadOnlyList<Command> entries) => $"[{string.Join(", ", entries.Select(Of))}]";

    /// <summary>The journal that a vote comes from; nothing for other messages.</summary>
    public static string Journal(IMessage message) => message switch
    {
        Promise m => $" journal={Of(m.Journal)}",
        Accepted m => $" journal={Of(m.Journal)}",
        _ => "",
    };

    private static string Content(IMessage message) => message switch
    {
        Prepare m => $"{m.Ballot}",
        Promise m => $"{m.Ballot} accepted={Of(m.Accepted)} log={m.Last} committed={m.Committed}",
        Accept m => $"{m.Ballot} prev={m.Previous} {Of(m.Entries)}{Adopted(m)} committed={m.Committed}",
        Accepted m => $"{m.Ballot} upTo={m.UpTo}{IfAny("snapshot", m.Snapshot)}",
        Reject m => $"{m.Ballot} promised={m.Promised}",
        Commit m => $"{m.Ballot} committed={m.Committed}{IfAny("snapshots", m.Snapshotted)}",
        CatchUp m => $"{m.Ballot} upTo={m.UpTo} from {m.Source}",
        Fetch { UpTo.Value: 0 } m => $"prev={m.Previous}",
        Fetch m => $"{Of(m.Ballot)} prev={m.Previous} upTo={m.UpTo}",
        Fetched m => $"{m.Ballot} prev={m.Previous} {Of(m.Entries)} committed={m.Committed}",
        Chosen m => $"prev={m.Previous} {Of(m.Entries)}",
        Gone m => $"start={m.Start}",
        NeedSnapshot m => $"atLeast={m.AtLeast} from {m.Source}",
        Snapshotted m => $"{m.Index}",
        SnapshotSaved m => $"{m.Index}",
        FetchSnapshot { Index.Value: 0 } => "from its beginning",
        FetchSnapshot m => $"{m.Index} from byte {m.Offset}",
        SnapshotChunk m => $"{m.Index} bytes {m.Offset}-{m.Offset + m.Bytes.Length} of {m.Length}",
        Introduce m => $"journal={m.Incarnation}",
        Introduced m => $"journal={m.Incarnation}",
        Disown m => $"known={Of(m.Known)}",
        Standing m => m.IsAdmitted ? "may vote" : "may not vote",
        TakeOver m => $"from {m.Ballot}",
        TakeOverRefused m => $"from {m.Ballot}",
        Heartbeat => "",
        HeartbeatReply m => $"ballot={Of(m.Ballot)} leader={Of(m.Leader)} {(m.IsContent ? "content" : "not content")}",
        Subscribe => "",
        Applied m => $"upTo={m.UpTo}",
        AnswerQuery m => $"at={m.At}",
        Remind m => $"s{m.Session} waiting={Numbers(m.Waiting)}",
        ClientMessage m => $"{Asked(m)}{(m.IsForwarded ? " (passed on)" : "")}",
        SessionOpened m => $"s{m.Session}",
        SessionEnded m => $"s{m.Session}",
        SessionAnswers m => string.Join(", ", m.Items.Select(i => $"s{i.Session}.{i.Sequence} {Of(i.Answer)}")),
        KeepAliveAnswer m => $"s{m.Session} #{m.Number}",
        Overloaded m => $"taken={m.Taken}",
        SessionRefused m => $"#{m.Nonce}",
        Unavailable m => m.Leader is { } leader ? $"leader={leader}" : "leader=unknown",
        LockQueryAnswer m => Of(m.Locks),
        _ => RegisterWording.Of(message) ?? throw Unknown(message),
    };

    private static string Asked(ClientMessage message) => message switch
    {
        ClientCommands m => Of(m.Commands),
        KeepAlive { Waiting.Count: 0 } m => $"s{m.Session} #{m.Number}",
        KeepAlive m => $"s{m.Session} #{m.Number} waiting={Numbers(m.Waiting)}",
        LockQuery m => $"{m.Name ?? "all"} {(m.IsLinearizable ? "linearizable" : "eventual")}",
        _ => throw Unknown(message),
    };

    private static string Of(LockRequest request) => request switch
    {
        Acquire { Waits: false } acquire => $"acquire {acquire.Name} or nothing",
        Acquire acquire => $"acquire {acquire.Name}",
        Release release => $"release {release.Name} token={release.Token}",
        CancelAcquire cancel => $"cancel .{cancel.Sequence} {cancel.Name}",
        _ => throw Unknown(request),
    };

    private static string Of(LockAnswer answer) => answer switch
    {
        Granted granted => $"granted token={granted.Token}",
        Queued queued => $"queued {queued.Position}",
        Denied denied => $"denied, {denied.Holder} has it",
        Released => "released",
        NotHeld => "not held",
        Cancelled => "cancelled",
        BadName => "bad name",
        _ => throw Unknown(answer),
    };

    /// <summary>Held locks.</summary>
    public static string Of(IReadOnlyList<HeldLock> held) =>
        held.Count == 0 ? "nothing held" : string.Join(", ", held.Select(h => $"{h.Name} held by {h.Holder} token={h.Token}"));

    /// <summary>What phase 1 adopted is taken on whole or not at all: of interest while it is being sent.</summary>
    private static string Adopted(Accept accept) =>
        accept.Entries.Count == 0 || accept.Previous < accept.Adopted ? $" adopted={accept.Adopted}" : "";

    private static string Of(JournalMark mark) => $"{mark.Incarnation}@{mark.Position}";

    private static string IfAny(string name, LogIndex index) => index > LogIndex.Zero ? $" {name}={index}" : "";

    private static string Numbers(IReadOnlyList<long> numbers) => string.Join(" ", numbers.Select(n => $".{n}"));

    private static TraceException Unknown(object thing) => new($"TraceText has no words for {thing.GetType().Name} yet");
}

/// <summary>A trace cannot be told: a wrong command, or a message that nobody has described.</summary>
internal sealed class TraceException(string message) : Exception(message);
