using System.Globalization;

namespace Akka.Consensus.Checkers.Histories;

/// <summary>How an operation of a recorded history ended.</summary>
public enum Outcome
{
    /// <summary>It took effect.</summary>
    Ok,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>Nobody knows; or the record ends before it did.</summary>
    Unknown,
}

/// <summary>One operation of a recorded history: the line of its call and that of its completion, put together.</summary>
/// <param name="Process">Who called.</param>
/// <param name="ProcessNumber">Who called, as a number: processes are numbered from 0 in the order in which they appear.</param>
/// <param name="F">The name of the operation.</param>
/// <param name="Key">The object; null if there is only one.</param>
/// <param name="Argument">The value at the call.</param>
/// <param name="Answer">The value at the completion.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Call">The line of the call.</param>
/// <param name="Return">The line of the completion; <see cref="Operation.Never"/> if the outcome is unknown.</param>
public sealed record RecordedOperation(
    string Process, int ProcessNumber, string F, Datum? Key, Datum? Argument, Datum? Answer, Outcome Outcome, int Call, long Return)
{
    /// <summary>
    /// Puts calls and completions together. A process may call again after a completion of type info; that operation is then open for ever.
    /// </summary>
    /// <returns>The operations in the order of their calls, failed ones too.</returns>
    /// <exception cref="HistoryFormatException">
    /// A process calls while an operation of its is open, completes what it did not call, or completes something else.
    /// </exception>
    public static IReadOnlyList<RecordedOperation> Pair(IReadOnlyList<HistoryEvent> events)
    {
        var operations = new List<RecordedOperation>();
        var open = new Dictionary<string, int>();
        var numbers = new Dictionary<string, int>();
        foreach (var line in events)
        {
            if (line.Type == EventType.Invoke)
            {
                if (open.TryGetValue(line.Process, out var other))
                    throw Wrong(line, $"process {line.Process} calls {line.F} while its {operations[other].F} of line {operations[other].Call} is open");
                open[line.Process] = operations.Count;
                numbers.TryAdd(line.Process, numbers.Count);
                operations.Add(new RecordedOperation(line.Process, numbers[line.Process], line.F, line.Key, line.Value, Answer: null,
                    Outcome.Unknown, line.Line, Operation.Never));
                continue;
            }

            if (!open.Remove(line.Process, out var index))
                throw Wrong(line, $"process {line.Process} completes {line.F} but has no operation open");
            operations[index] = Complete(operations[index], line);
        }

        return operations;
    }

    private static RecordedOperation Complete(RecordedOperation operation, HistoryEvent line)
    {
        if (line.F != operation.F)
            throw Wrong(line, $"process {line.Process} completes {line.F} but called {operation.F} at line {operation.Call}");
        if (line.Key is not null && !line.Key.Equals(operation.Key))
            throw Wrong(line, $"'key' is {line.Key} but was {operation.Key?.Text ?? "missing"} at the call at line {operation.Call}");
        return line.Type switch
        {
            EventType.Ok => operation with { Answer = line.Value, Outcome = Outcome.Ok, Return = line.Line },
            EventType.Fail => operation with { Outcome = Outcome.Failed, Return = line.Line },
            _ => operation,
        };
    }

    private static HistoryFormatException Wrong(HistoryEvent line, FormattableString what) =>
        new(line.Line, what.ToString(CultureInfo.InvariantCulture));
}
