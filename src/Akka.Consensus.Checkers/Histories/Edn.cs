using System.Buffers;
using System.Text;

namespace Akka.Consensus.Checkers.Histories;

/// <summary>
/// Reads values as Clojure prints them: numbers, strings, keywords, nil, true, false, and vectors and lists of these. Maps, sets and
/// tagged values are not needed for registers and locks, and are not read.
/// </summary>
internal static class Edn
{
    private const int MostLevels = 32;
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t,[](){}\"");

    /// <summary>Reads the first value of a text; what follows it is left alone.</summary>
    public static Datum? TryRead(ReadOnlySpan<char> text) => TryRead(ref text, 0);

    private static Datum? TryRead(ref ReadOnlySpan<char> text, int level)
    {
        text = text.TrimStart(" \t,");
        return text switch
        {
            [] => null,
            ['[', ..] => TryReadList(ref text, ']', level),
            ['(', ..] => TryReadList(ref text, ')', level),
            ['"', ..] => TryReadString(ref text),
            _ => TryReadWord(ref text),
        };
    }

    private static Datum? TryReadList(ref ReadOnlySpan<char> text, char end, int level)
    {
        var items = new List<Datum>();
        for (text = text[1..].TrimStart(" \t,"); text is [var next, ..]; text = text.TrimStart(" \t,"))
        {
            if (next == end)
            {
                text = text[1..];
                return Datum.List(items);
            }

            if (level == MostLevels || TryRead(ref text, level + 1) is not { } item)
                return null;
            items.Add(item);
        }

        return null;
    }

    private static Datum? TryReadString(ref ReadOnlySpan<char> text)
    {
        var read = new StringBuilder("\"");
        for (var i = 1; i < text.Length; i++)
        {
            read.Append(text[i]);
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                read.Append(text[++i]);
            }
            else if (text[i] == '"')
            {
                text = text[(i + 1)..];
                return Datum.Scalar(read.ToString());
            }
        }

        return null;
    }

    private static Datum? TryReadWord(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAny(Ends);
        var word = (length < 0 ? text : text[..length]).ToString();
        text = text[word.Length..];
        return word switch
        {
            "nil" => Datum.Nil,
            "true" or "false" => Datum.Scalar(word),
            [':', _, ..] => Datum.Scalar(word),
            [>= '0' and <= '9', ..] or ['-' or '+', >= '0' and <= '9', ..] => Datum.Of(word.TrimEnd('N', 'M')),
            _ => null,
        };
    }
}
