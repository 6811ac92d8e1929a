namespace Akka.Consensus.Simulation.Exploration.Engine;

/// <summary>What came of an exploration.</summary>
/// <param name="States">Every state that can be reached; fewer if something was found wrong.</param>
/// <param name="Steps">How many steps there are between them, those that change nothing among them.</param>
/// <param name="Depth">How many states the longest of the shortest ways from the first state has, that one included.</param>
/// <param name="Counterexample">The shortest way to something wrong; null if nothing is.</param>
public sealed record Explored(StateStore States, long Steps, int Depth, Counterexample? Counterexample)
{
    /// <summary>How many states there are.</summary>
    public int Distinct => States.Count;
}

/// <summary>A shortest way from the first state to something that must not be.</summary>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Trace">The steps of the way, and between them the states.</param>
public sealed record Counterexample(string Wrong, IReadOnlyList<TracedStep> Trace);

/// <summary>A step of a counterexample, and the state that it leads to.</summary>
/// <param name="Step">What is done; empty for the first state.</param>
/// <param name="State">The state then.</param>
public sealed record TracedStep(string Step, string State);

/// <summary>There are more states than allowed: nothing is known of those that were not visited.</summary>
public sealed class StateLimitException(long limit)
    : Exception($"more than {limit} distinct states: nothing is known of the rest; allow more with --limit, or explore a smaller configuration");
