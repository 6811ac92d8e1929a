using System.Text.RegularExpressions;

namespace Akka.Consensus.Checkers.Histories;

/// <summary>
/// Reads Jepsen's text logs: lines such as <c>INFO jepsen.util - 3 :invoke :cas [1 2]</c>, and those of its <c>history.txt</c>, which begin
/// with the process. All other lines, and those of the nemesis, are skipped.
/// </summary>
public static partial class JepsenLog
{
    /// <summary>Reads to the end.</summary>
    /// <param name="text">The log.</param>
    /// <param name="isKeyed">Whether each value is a pair of a key and the value proper, as <c>jepsen.independent</c> writes it.</param>
    /// <exception cref="HistoryFormatException">
    /// A line of an operation cannot be understood, or there are lines but none is of an operation.
    /// </exception>
    public static HistoryText Read(TextReader text, bool isKeyed)
    {
        var events = new List<HistoryEvent>();
        var (number, isBlank) = (0, true);
        while (text.ReadLine() is { } line)
        {
            number++;
            isBlank &= string.IsNullOrWhiteSpace(line);
            if (OperationLine().Match(line) is { Success: true } found)
                events.Add(ToEvent(found, number, isKeyed));
        }

        return events.Count > 0 || isBlank
            ? new HistoryText(events, number, TimesBackwards: 0)
            : throw new HistoryFormatException(number, "the log ends here and has no line such as 'INFO jepsen.util - 3 :invoke :read nil'");
    }

    private static HistoryEvent ToEvent(Match line, int number, bool isKeyed)
    {
        var type = line.Groups["type"].Value switch
        {
            "invoke" => EventType.Invoke,
            "ok" => EventType.Ok,
            "fail" => EventType.Fail,
            "info" => EventType.Info,
            var other => throw new HistoryFormatException(number, $"':{other}' must be :invoke, :ok, :fail or :info"),
        };
        if (line.Groups["f"].Value is not { Length: > 0 } f)
            throw new HistoryFormatException(number, "the name of the operation is missing");
        var (process, written) = (line.Groups["process"].Value, line.Groups["value"].Value);

        // A failed or a doubtful operation may have its error where the value was.
        if (type is EventType.Fail or EventType.Info)
            return new HistoryEvent(number, process, type, f, Key: null, Value: null);
        var value = Edn.TryRead(written);
        if (value is null && written.AsSpan().Trim().Length > 0)
            throw new HistoryFormatException(number, $"'{written.Trim()}' is no value that can be read");
        if (!isKeyed)
            return new HistoryEvent(number, process, type, f, Key: null, value);
        return value is { Items: [var key, var own] }
            ? new HistoryEvent(number, process, type, f, key, own)
            : throw new HistoryFormatException(number, "the value is not a pair of a key and a value");
    }

    [GeneratedRegex(@"(?:^|jepsen\.util\s+(?:-\s+)?)(?<process>\d+)\s+:(?<type>[^\s]*)(?:\s+:(?<f>\S*)\s*(?<value>.*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex OperationLine();
}
