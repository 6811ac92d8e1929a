using System.CommandLine;
using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>A duration as people write it: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal readonly record struct Duration(TimeSpan Length)
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), // before s, with which it ends too
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    // What a timer of the runtime takes.
    private static readonly Duration Longest = new(TimeSpan.FromHours(24 * 24));

    public static Duration Seconds(int seconds) => new(TimeSpan.FromSeconds(seconds));

    public static Option<Duration> Option(string name, string description, Duration usual, Duration least) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!TryParse(text, out var parsed))
                result.AddError($"{name} {text}: not a duration; write it like 500ms, 30s, 5m or 1h.");
            else if (parsed.Length < least.Length || parsed.Length > Longest.Length)
                result.AddError($"{name} {text}: must be from {least} to {Longest}.");

            return parsed;
        },
    };

    public static bool TryParse(string text, out Duration duration)
    {
        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count < TimeSpan.MaxValue.Ticks / length.Ticks)
            {
                duration = new Duration(new TimeSpan((long)(count * length.Ticks)));
                return true;
            }
        }

        duration = default;
        return false;
    }

    public override string ToString()
    {
        var length = Length;
        var (unit, one) = length == TimeSpan.Zero ? Units[1] : Units.Last(u => u.Unit == "ms" || length.Ticks % u.Length.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{length.Ticks / one.Ticks}{unit}");
    }
}
