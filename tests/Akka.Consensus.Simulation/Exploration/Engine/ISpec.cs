namespace Akka.Consensus.Simulation.Exploration.Engine;

/// <summary>
/// A state machine with finitely many states, to be explored. A state is packed into words, and equal states have equal words: the packing
/// is what states are told apart by.
/// </summary>
public interface ISpec
{
    /// <summary>How many words a state takes.</summary>
    int Words { get; }

    /// <summary>Writes the first state into words that are all 0.</summary>
    void Begin(Span<ulong> state);

    /// <summary>Every step that can be taken from a state. One that changes nothing counts as a step too.</summary>
    void Next(ReadOnlySpan<ulong> state, Steps steps);

    /// <summary>The invariant that does not hold in a state, and why; null if all hold.</summary>
    string? Violation(ReadOnlySpan<ulong> state);

    /// <summary>What a step does, by the number that it was added with in the last call of <see cref="Next"/>.</summary>
    string NameOf(int step);

    /// <summary>A state, for a person to read.</summary>
    string Describe(ReadOnlySpan<ulong> state);
}
