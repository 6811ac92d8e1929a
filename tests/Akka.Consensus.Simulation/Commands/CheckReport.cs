using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Checkers;
using Akka.Consensus.Checkers.Histories;
using Akka.Consensus.Checkers.Models;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>Judges a recorded history and prints the verdict, and why if it is illegal.</summary>
public sealed class CheckReport(IReadOnlyList<RecordedOperation> recorded, TextWriter output)
{
    private const int MostSituations = 10;
    private readonly Dictionary<long, RecordedOperation> _byCall = recorded.ToDictionary(o => (long)o.Call);

    public Verdict Judge<TState, TOp>(
        IModel<TState, TOp> model, IReadOnlyList<(Datum Key, Operation<TOp> Operation)> operations, CheckLimits limits)
        where TState : IEquatable<TState>?
    {
        var watch = Stopwatch.StartNew();
        var found = LinearizabilityChecker.CheckByKey(model, operations, limits);
        var unknown = recorded.Count(o => o.Outcome == Outcome.Unknown);
        var failed = recorded.Count(o => o.Outcome == Outcome.Failed);
        Print($"{found.Verdict switch
        {
            Verdict.Legal => "legal",
            Verdict.Illegal => "illegal",
            _ => $"unknown: the {(found.Result.Reached == Limit.Memory ? "memory" : "time")} limit was reached",
        }}");
        Print($"operations {recorded.Count}, of unknown outcome {unknown}, failed {failed}; keys {found.Keys}; {watch.Elapsed.TotalSeconds:F2} s");
        if (found.Verdict != Verdict.Legal && found.Keys > 1)
            Print($"key {found.Key}");
        if (found.Result.Counterexample is { } why)
            Explain(why, found.Result.IsOfAll);
        else if (found.Verdict == Verdict.Illegal)
            Print($"a limit was reached before a window that shows why was found");
        return found.Verdict;
    }

    private void Explain<TState, TOp>(Counterexample<TState, TOp> why, bool isOfAll)
    {
        var last = _byCall[why.Unexplained.Call];
        if (!isOfAll)
            Print($"a few operations contradict each other, whatever the others did; what follows is of those alone");
        Print($"no order of operations explains line {last.Return}: {Text(last)} of process {last.Process}");
        Print($"");
        Print($"the smallest window that shows it: lines {last.Call} to {last.Return}");
        Print($"possible at its beginning:");
        foreach (var situation in why.Situations.Take(MostSituations))
            Print($"  {Text(situation)}");
        if (why.Situations.Count > MostSituations)
            Print($"  ... and {why.Situations.Count - MostSituations} more");
        if (!why.AreAllSituations)
            Print($"  ... and others: too many, or such that nothing that follows could notice");
        Print($"operations in it:");
        Table(
        [
            ["PROCESS", "OPERATION", "CALL", "RETURN", ""],
            .. why.Window.Select(o => _byCall[o.Call]).Select(o => new[]
            {
                o.Process, Text(o), Line(o.Call), Line(o.Return), o == last ? "<- possible in no state that can be reached" : "",
            }),
        ]);
    }

    private string Text<TState, TOp>(Situation<TState, TOp> situation)
    {
        var cause = situation.LastChange is { } change ? $"since {Named(change)}" : "as it was initially";
        var done = situation.Done.Where(o => o != situation.LastChange).Select(o => $"; {Named(o)} has taken effect before");
        var unnoticed = situation.Unnoticed.Select(o => $"; {Named(o)} may have, unnoticed");
        return $"{Text(situation.State)}, {cause}{string.Concat(done)}{string.Concat(unnoticed)}";
    }

    private string Text<TState>(TState state) => state switch
    {
        MutexState { Holder: null } => "free",
        MutexState { Holder: { } holder } => $"held by process {NameOf(holder)}",
        FencedMutexState { Holder: null } fenced => $"free, highest token {Text(fenced.Highest, "none")}",
        FencedMutexState { Holder: { } holder } fenced => $"held by process {NameOf(holder)} with token {Text(fenced.Token, "unknown")}",
        _ => $"{state}",
    };

    private static string Text(decimal? token, string none) => token?.ToString(CultureInfo.InvariantCulture) ?? none;

    private string NameOf(int process) => recorded.First(o => o.ProcessNumber == process).Process;

    private static string Text(RecordedOperation operation)
    {
        var argument = operation is { F: "write" or "cas" or "release", Argument: { } given } ? $" {given}" : "";
        var hasAnswer = operation.Outcome == Outcome.Ok && (operation.F == "read" || (operation.F == "acquire" && operation.Answer != Datum.Nil));
        var answer = hasAnswer ? $" -> {operation.Answer}" : "";
        return $"{operation.F}{argument}{answer}";
    }

    private string Named<TOp>(Operation<TOp> operation) =>
        $"{Text(_byCall[operation.Call])} of process {_byCall[operation.Call].Process} ({Line(operation.Call)} to {Line(operation.Return)})";

    private static string Line(long line) => line == Operation.Never ? "unknown" : $"line {line}";

    private void Table(string[][] rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()}");
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
