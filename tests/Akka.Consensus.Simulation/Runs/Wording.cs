using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>Says what was said, stored or told, in one line.</summary>
public static class Wording
{
    public static string Of(object said) => said switch
    {
        Accept a => $"Accept {a.Ballot} after {a.Previous} {List(a.Entries)} agreed {a.Agreed} adopted {a.Adopted} committed {a.Committed} round {a.Round}",
        Accepted a => $"Accepted {a.Ballot} up to {a.UpTo} round {a.Round}",
        Promise p => $"Promise {p.Ballot} accepted {p.Accepted} up to {p.Last} committed {p.Committed}",
        Commit c => $"Commit {c.Ballot} up to {c.Committed} round {c.Round}",
        Appended a => $"Appended {a.Ballot} after {a.Previous} {List(a.Entries)} committed {a.Committed}",
        Fetched f => $"Fetched {f.Ballot} after {f.Previous} {List(f.Entries)} committed {f.Committed}",
        Chosen c => $"Chosen after {c.Previous} {List(c.Entries)}",
        ClientCommands c => $"ClientCommands {List(c.Commands)}",
        SessionAnswers s => $"SessionAnswers {List(s.Items)}",
        Applied a => $"Applied up to {a.UpTo} opened {List(a.Opened)} ended {List(a.Ended)}",
        KeepAlive k => $"KeepAlive {k.Session} number {k.Number} waiting {List(k.Waiting)}",
        Remind r => $"Remind {r.Session} of {List(r.Waiting)}",
        LockQueryAnswer q => $"LockQueryAnswer {q.Id} {List(q.Locks)}",
        StatusAnswer s => $"StatusAnswer {s.Id} of {s.Node}, leader {s.Leader}, voters {List(s.Voters)}",
        Answered a => $"Answered {a.Query}: {Of(a.Answer)}",
        Genesis g => $"Genesis {g.Node} of {List(g.Members)}, journal {g.Incarnation}",
        Reserved r => $"Reserved up to round {r.Round}, journals {List(r.Journals)}",
        KnownJournal j => $"{j.Node} {j.Mark.Incarnation}@{j.Mark.Position}",
        Trimmed t => $"Trimmed up to {t.Start} {t.Log.Value:x16}, position {t.Position}, promised {t.Promised}, accepted {t.Accepted} {List(t.Entries)} "
            + $"committed {t.Committed}",
        Snapshot s => $"Snapshot of {s.Index} {s.Log.Value:x16}, {s.State.Length} bytes {s.Checksum.Value:x16}",
        SnapshotChunk c => $"SnapshotChunk of {c.Index} {c.Whole.Value:x16}, bytes {c.Offset} to {c.Offset + c.Bytes.Length} of {c.Length}",
        Command c => Of(c),
        IMessage m when RegisterWording.Of(m) is { } words => $"{m.GetType().Name} {words}".TrimEnd(),
        IEvent e when RegisterWording.Of(e) is { } words => words,
        Transaction t => $"{t.Id}#{t.Nonce}",
        Run r => $"Run {Of(r.Transaction)} by {r.Transaction.Protocol} with {string.Join(" ", r.Transaction.Participants)}, request {r.Number}",
        Ask a => $"Ask {Of(a.Transaction)}, request {a.Number}",
        ITransactionMessage m => $"{m.GetType().Name} {Of(m.Transaction)}{Details(m)}",
        Prepared p => $"Prepared {Of(p.Transaction)} {p.Operation.Content}",
        CommitDecided d => $"CommitDecided {Of(d.Transaction)}, not acknowledged by {List(d.Unacknowledged)}",
        TransactionBegun b => $"TransactionBegun {Of(b.Transaction)}",
        CoordinatorKept k => $"CoordinatorKept round {k.Round} {List(k.Begun)} {List(k.Active)} {List(k.Ended)}",
        PrepareBranch p => $"PrepareBranch {Of(p.Transaction)} {p.Operation.Content}",
        FinishBranch f => $"FinishBranch {Of(f.Transaction)} {f.Decision}",
        VotesKept k => $"VotesKept {List(k.Instances)} {List(k.Ended)}",
        _ => Plain(said.ToString() ?? ""),
    };

    private static string Of(Command command) => command is SessionRequest r
        ? $"{r.Session}/{r.Sequence} {Plain(r.Body.ToString())} acknowledged {r.Acknowledged}"
        : Plain(command.ToString());

    private static string Details(ITransactionMessage message) => message switch
    {
        Voted v => $" {v.Vote} {v.Reason}",
        ProposeVote v => $" {v.Vote} {v.Reason}",
        Collected c => $" {List(c.Votes)}",
        Decide d => $" {d.Decision}",
        Acknowledged a => $" {a.Decision}",
        ForgetVotes f => $" {f.Decision}",
        StateReport s => $"{(s.IsPreCommitted ? " pre-committed" : " uncertain")}{(s.HasRecovered ? ", recovered" : "")}",
        _ => "",
    };

    private static string List<T>(IReadOnlyList<T> items) => $"[{string.Join(", ", items.Select(i => Of(i!)))}]";

    /// <summary>The text of a record without its braces and equals signs: <c>Reject Ballot 1.n1 Promised 2.n2</c>.</summary>
    private static string Plain(string record) =>
        record.Replace(" { ", " ", StringComparison.Ordinal).Replace(" }", "", StringComparison.Ordinal).Replace(" = ", " ", StringComparison.Ordinal)
            .Replace(", ", " ", StringComparison.Ordinal);
}
