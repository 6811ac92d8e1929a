using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>What a trace shows when it is asked how things stand.</summary>
internal static class TraceStates
{
    /// <summary>Where each of some processes stands, a row for each.</summary>
    public static IEnumerable<string> Processes(IEnumerable<TraceProcess> processes) => processes.Select(p => p switch
    {
        { IsUp: false } => $"{p.Name,-4}is down",
        TraceNode node => $"{p.Name,-4}{node.Standing,-24}{Memory(node.Acceptor)} applied={node.Learner.Applied}{Snapshot(node.Acceptor)}",
        TraceClient client => $"{p.Name,-4}{client.State}",
        _ => throw new TraceException($"{p.Name} has no state"),
    });

    /// <summary>What an acceptor remembers.</summary>
    public static string Memory(Acceptor acceptor) =>
        $"promised={TraceText.Of(acceptor.Promised)} accepted={TraceText.Of(acceptor.Accepted)} log={acceptor.Last} "
        + $"committed={acceptor.Committed}";

    private static string Snapshot(Acceptor acceptor) => acceptor.Snapshot > LogIndex.Zero ? $" snapshot={acceptor.Snapshot}" : "";

    /// <summary>The logs of some acceptors side by side. A star marks what an acceptor knows to be chosen.</summary>
    public static IEnumerable<string> Logs(IReadOnlyList<TraceNode> nodes)
    {
        var columns = nodes.Select(Column).ToList();
        var last = columns.Max(c => c.Count);
        for (var row = 0; row < last; row++)
        {
            var cells = columns.Select(c => (row < c.Count ? c[row] : "").PadRight(c.Max(cell => cell.Length) + 2));
            yield return (row == 0 ? "" : $"{row}").PadRight(4) + string.Concat(cells);
        }
    }

    /// <summary>The locks as a node's replica has them.</summary>
    public static IEnumerable<string> Locks(TraceNode node)
    {
        var table = node.Learner.Table;
        var rows = table.Locks.View(null, "").Select(l =>
        {
            var waiting = table.Locks.WaitingFor(l.Name).Select(w => $"{table.Find(w.Owner.Session)?.Client}");
            var line = l.Waiting == 0 ? "" : $", then {string.Join(", ", waiting)}";
            return $"{l.Name}: {table.Find(l.Holder.Session)?.Client}, token {l.Token}{line}";
        }).ToList();
        return rows.Count > 0 ? rows : ["no lock is held"];
    }

    /// <summary>The sessions as a node's replica has them.</summary>
    public static IEnumerable<string> Sessions(TraceNode node)
    {
        var rows = node.Learner.Table.Sessions.Select(s => $"s{s.Session} of {s.Client}").ToList();
        return rows.Count > 0 ? rows : ["no session is open"];
    }

    private static List<string> Column(TraceNode node)
    {
        var acceptor = node.Acceptor;
        var cells = new List<string> { $"{node.Name} ({TraceText.Of(acceptor.Accepted)})" };
        for (var index = new LogIndex(1); index <= acceptor.Last; index = index.Next)
            cells.Add(index <= acceptor.LogStart ? "dropped" : TraceText.Of(acceptor[index]) + (index <= acceptor.Committed ? " *" : ""));
        return cells;
    }
}
