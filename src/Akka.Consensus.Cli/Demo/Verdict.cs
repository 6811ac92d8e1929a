namespace Akka.Consensus.Cli;

/// <summary>What a run was meant to be, as far as the judge must know.</summary>
/// <param name="Duration">How long the workers worked.</param>
/// <param name="Workers">How many there were.</param>
/// <param name="Kills">How often the leader was to be killed.</param>
/// <param name="KillsDone">How often it was.</param>
/// <param name="GapLimit">How long nobody may have been granted anything.</param>
internal sealed record DemoPlan(TimeSpan Duration, int Workers, int Kills, int KillsDone, TimeSpan GapLimit);

/// <summary>One number of the verdict, what it should be, and whether it is.</summary>
internal sealed record Figure(string Name, long Value, string Expected, bool Right);

/// <summary>The outcome of a run in numbers.</summary>
internal sealed record Verdict(IReadOnlyList<Figure> Figures)
{
    public bool Right => Figures.All(figure => figure.Right);
}
