using System.Globalization;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>The words of one command after its name: plain ones, and those of the form key=value. All of them have to be used.</summary>
internal sealed class TraceArguments
{
    private readonly Queue<string> _plain = new();
    private readonly Dictionary<string, string> _named = [];

    public TraceArguments(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                _named.Add(word[..equals], word[(equals + 1)..]);
            else
                _plain.Enqueue(word);
        }
    }

    public string Next() => _plain.TryDequeue(out var word) ? word : throw new TraceException("a word is missing");

    /// <summary>The plain words that are left.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = _plain.ToList();
        _plain.Clear();
        return rest;
    }

    /// <summary>Takes the next plain word if it is this one.</summary>
    public bool Has(string word) => _plain.TryPeek(out var next) && next == word && _plain.TryDequeue(out _);

    public string? Named(string key) => _named.Remove(key, out var value) ? value : null;

    public int? Number(string key) => Named(key) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    public TimeSpan? Time(string key) => Named(key) is { } value ? Time(value, key) : null;

    public TimeSpan NextTime() => Time(Next(), "time");

    /// <exception cref="TraceException">Something is left: a word that the command does not know.</exception>
    public void Finish()
    {
        if (_plain.Concat(_named.Keys).FirstOrDefault() is { } left)
            throw new TraceException($"'{left}' is not understood");
    }

    private static TimeSpan Time(string text, string what) => text switch
    {
        _ when text.EndsWith("ms", StringComparison.Ordinal) => TimeSpan.FromMilliseconds(Parse(text[..^2])),
        _ when text.EndsWith('s') => TimeSpan.FromSeconds(Parse(text[..^1])),
        _ => throw new TraceException($"{what}: '{text}' is no time, such as 100ms or 1.5s"),
    };

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
