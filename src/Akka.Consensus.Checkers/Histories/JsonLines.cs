using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Akka.Consensus.Checkers.Histories;

/// <summary>
/// Reads histories with one JSON object a line:
/// <c>{"process":3,"type":"invoke|ok|fail|info","f":"read|write|cas|acquire|release","key":"x","value":...,"time":ns}</c>.
/// Process, type and f are required; other members are ignored. Blank lines are skipped, and so are those of the process
/// <c>"nemesis"</c>, which is Jepsen's name for who causes faults.
/// </summary>
public static class JsonLines
{
    private const string Nemesis = "nemesis";

    /// <summary>Reads to the end.</summary>
    /// <exception cref="HistoryFormatException">A line is not such an object.</exception>
    public static HistoryText Read(TextReader text)
    {
        var events = new List<HistoryEvent>();
        var (number, backwards) = (0, 0);
        var latest = double.NegativeInfinity;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (ReadLine(line, number) is not var (read, time))
                continue;
            events.Add(read);
            if (time < latest)
                backwards++;
            latest = time ?? latest;
        }

        return new HistoryText(events, number, backwards);
    }

    private static (HistoryEvent Event, double? Time)? ReadLine(string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var fields = new Fields(json.RootElement, number);
            var process = fields.Process();
            if (process == Nemesis)
                return null;
            return (new HistoryEvent(number, process, fields.Type(), fields.Text("f"), fields.Datum("key"), fields.Datum("value")), fields.Time());
        }
        catch (JsonException)
        {
            throw new HistoryFormatException(number, "not a JSON object");
        }
        catch (InvalidOperationException)
        {
            // All that is asked of an element fits its kind: what is left is text that cannot be decoded.
            throw new HistoryFormatException(number, "holds a string that is not Unicode");
        }
    }

    private readonly struct Fields
    {
        private readonly JsonElement _line;
        private readonly int _number;

        public Fields(JsonElement line, int number)
        {
            (_line, _number) = (line, number);
            if (line.ValueKind != JsonValueKind.Object)
                throw Wrong("not a JSON object");
        }

        public string Process() => Required("process") switch
        {
            { ValueKind: JsonValueKind.Number } process when process.TryGetInt64(out var id) => id.ToString(CultureInfo.InvariantCulture),
            { ValueKind: JsonValueKind.String } process => process.GetString()!,
            _ => throw Wrong("'process' is neither an integer nor a string"),
        };

        public EventType Type() => Text("type") switch
        {
            "invoke" => EventType.Invoke,
            "ok" => EventType.Ok,
            "fail" => EventType.Fail,
            "info" => EventType.Info,
            var other => throw Wrong($"'type' is \"{other}\": must be invoke, ok, fail or info"),
        };

        public string Text(string name) => Required(name) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw Wrong($"'{name}' is not a string");

        public Datum? Datum(string name) => _line.TryGetProperty(name, out var value) ? ToDatum(value) : null;

        public double? Time()
        {
            if (!_line.TryGetProperty("time", out var time) || time.ValueKind == JsonValueKind.Null)
                return null;
            return time.ValueKind == JsonValueKind.Number ? time.GetDouble() : throw Wrong("'time' is not a number");
        }

        private JsonElement Required(string name) => _line.TryGetProperty(name, out var value) ? value : throw Wrong($"'{name}' is missing");

        private HistoryFormatException Wrong(string what) => new(_number, what);

        private static Datum ToDatum(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Null => Histories.Datum.Nil,
            JsonValueKind.Number => Histories.Datum.Of(value.GetRawText()),
            JsonValueKind.Array => Histories.Datum.List([.. value.EnumerateArray().Select(ToDatum)]),
            JsonValueKind.Object => Histories.Datum.Scalar($"{{{string.Join(' ', Members(value))}}}"),
            JsonValueKind.String => Histories.Datum.Scalar(Quoted(value.GetString()!)),
            _ => Histories.Datum.Scalar(value.GetRawText()),
        };

        private static IEnumerable<string> Members(JsonElement value) => value.EnumerateObject()
            .OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => $"{Quoted(m.Name)} {ToDatum(m.Value)}");

        private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
    }
}
