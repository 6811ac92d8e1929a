namespace Akka.Consensus.Cli;

/// <summary>The verdict as a person or a program reads it.</summary>
internal static class VerdictText
{
    public static void Print(TextWriter output, Verdict verdict)
    {
        output.WriteLine();
        TextTable.Write(output,
        [
            ["FIGURE", "VALUE", "EXPECTED", ""],
            .. verdict.Figures.Select(f => new[] { f.Name, $"{f.Value}", f.Expected, f.Right ? "ok" : "WRONG" }),
        ]);
        output.WriteLine(verdict.Right ? "verdict: every figure is right" : "verdict: NOT right, see the figures marked WRONG");
    }

    public static DemoJson ToJson(Verdict verdict, TimeSpan duration, string? files) => new(
        verdict.Right,
        duration.TotalSeconds,
        [.. verdict.Figures.Select(f => new FigureJson(f.Name, f.Value, f.Expected, f.Right))],
        files);
}
