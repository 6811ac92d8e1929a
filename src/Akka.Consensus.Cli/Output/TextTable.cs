namespace Akka.Consensus.Cli;

/// <summary>Rows in columns, for eyes and for <c>awk</c>.</summary>
internal static class TextTable
{
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(Line(row, widths));
    }

    /// <summary>One row, each cell at least so wide.</summary>
    public static string Line(IReadOnlyList<string> row, IReadOnlyList<int> widths) =>
        string.Join("  ", row.Select((cell, column) => Printable(cell).PadRight(widths[column]))).TrimEnd();

    // Names and values come from applications: a row stays one row, and none of them commands the terminal.
    private static string Printable(string cell) =>
        cell.Any(char.IsControl) ? string.Concat(cell.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : cell;
}
