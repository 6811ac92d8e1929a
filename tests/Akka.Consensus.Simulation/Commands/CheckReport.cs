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
        var verdict = found.Verdict switch
        {
            Verdict.Legal => "legal",
            Verdict.Illegal => "illegal",
            _ => found.Result.Reached == Limit.Memory ? "unknown: the memory limit was reached" : "unknown: the time limit was reached",
        };
        var unknown = recorded.Count(o => o.Outcome == Outcome.Unknown);
        var failed = recorded.Count(o => o.Outcome == Outcome.Failed);
        Print($"{verdict}");
        Print($"{recorded.Count} operations ({unknown} of unknown outcome, {failed} failed), {found.Keys} keys, {watch.Elapsed.TotalSeconds:F2} s");
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
            Print($"a few operations contradict each other, whatever the others do; what follows is of those alone");
        Print($"no order explains line {last.Return}, where process {last.Process} has its answer: {Text(last)}");
        Print($"");
        Print($"the smallest window that shows it: lines {last.Call} to {last.Return}; when it begins, what is possible is");
        foreach (var situation in why.Situations.Take(MostSituations))
            Print($"  {Text(situation)}");
        if (why.Situations.Count > MostSituations)
            Print($"  ... and {why.Situations.Count - MostSituations} more");
        if (!why.AreAllSituations)
            Print($"  ... and others, which nothing that comes later could notice, or which are too many");
        Print($"and these operations are open or called before line {last.Return}:");
        Table(
        [
            ["PROCESS", "OPERATION", "CALL", "RETURN", ""],
            .. why.Window.Select(o => _byCall[o.Call]).Select(o => new[]
            {
                o.Process, Text(o), Line(o.Call), Line(o.Return), o == last ? "<- no state that can be reached allows this" : "",
            }),
        ]);
    }

    private string Text<TState, TOp>(Situation<TState, TOp> situation)
    {
        var cause = situation.LastChange is { } change ? $", by {Named(_byCall[change.Call])}" : ", as in the beginning";
        var done = situation.Done.Where(o => o != situation.LastChange).Select(o => Named(_byCall[o.Call])).ToList();
        return $"{Text(situation.State)}{cause}{(done.Count > 0 ? $"; with {string.Join(" and ", done)} in effect before" : "")}";
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
        var answer = operation is { Outcome: Outcome.Ok, F: "read" or "acquire", Answer: { } known } ? $" -> {known}" : "";
        return $"{operation.F}{argument}{answer}";
    }

    private static string Named(RecordedOperation operation) =>
        $"{Text(operation)} of process {operation.Process} ({Line(operation.Call)} to {Line(operation.Return)})";

    private static string Line(long line) => line == Operation.Never ? "unknown" : $"line {line}";

    private void Table(string[][] rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()}");
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
