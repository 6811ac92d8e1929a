using System.Globalization;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>Where two texts differ, line by line.</summary>
internal static class LineDifference
{
    private const int Context = 2;

    /// <summary>
    /// The lines that only one of them has, each with its number in its text: those of the first after a minus, those of the second after
    /// a plus; and the lines around them. Empty if the texts are equal.
    /// </summary>
    public static string Between(string first, string second)
    {
        var edits = Edits(first.Split('\n'), second.Split('\n'));
        var shown = new SortedSet<int>();
        for (var i = 0; i < edits.Count; i++)
        {
            if (edits[i].Mark != ' ')
                shown.UnionWith(Enumerable.Range(i - Context, 2 * Context + 1));
        }

        return string.Join('\n', shown.Where(i => i >= 0 && i < edits.Count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{edits[i].Number,4} {edits[i].Mark} {edits[i].Line}")));
    }

    private static List<(char Mark, int Number, string Line)> Edits(string[] first, string[] second)
    {
        var common = CommonLines(first, second);
        var edits = new List<(char, int, string)>();
        var (i, j) = (0, 0);
        while (i < first.Length || j < second.Length)
        {
            if (i < first.Length && j < second.Length && first[i] == second[j])
            {
                edits.Add((' ', j + 1, second[j++]));
                i++;
            }
            else if (j == second.Length || (i < first.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                edits.Add(('-', i + 1, first[i++]));
            }
            else
            {
                edits.Add(('+', j + 1, second[j++]));
            }
        }

        return edits;
    }

    /// <summary>How many lines the rests of the texts have in common, in order, from each pair of lines on.</summary>
    private static int[,] CommonLines(string[] first, string[] second)
    {
        var common = new int[first.Length + 1, second.Length + 1];
        for (var i = first.Length - 1; i >= 0; i--)
        {
            for (var j = second.Length - 1; j >= 0; j--)
                common[i, j] = first[i] == second[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return common;
    }
}
