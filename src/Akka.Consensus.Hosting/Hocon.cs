using System.Globalization;
using System.Text;
using Akka.Configuration;

namespace Akka.Consensus.Hosting;

/// <summary>Settings in one section, of which those that are null are left out.</summary>
/// <param name="section">The section's path.</param>
internal sealed class Hocon(string section)
{
    private readonly StringBuilder _text = new();

    public Hocon Add(string key, string? value) => value is null ? this : AddText(key, Quoted(value));

    public Hocon Add(string key, TimeSpan? value) =>
        value is { } given ? AddText(key, string.Create(CultureInfo.InvariantCulture, $"{given.TotalMilliseconds}ms")) : this;

    public Hocon Add(string key, IReadOnlyList<string>? values) =>
        values is null ? this : AddText(key, $"[{string.Join(", ", values.Select(Quoted))}]");

    public Config ToConfig() => ConfigurationFactory.ParseString(_text.ToString());

    private Hocon AddText(string key, string value)
    {
        _text.Append(section).Append('.').Append(key).Append(" = ").Append(value).Append('\n');
        return this;
    }

    private static string Quoted(string value) =>
        '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
