namespace Akka.Consensus.Simulation.Exploration.Engine;

/// <summary>The steps out of one state, in the order in which they were found. Reused from state to state: not thread-safe.</summary>
public sealed class Steps(int words)
{
    private readonly List<(int Step, string? Wrong)> _steps = [];
    private ulong[] _states = new ulong[words * 16];

    /// <summary>How many steps there are.</summary>
    public int Count => _steps.Count;

    /// <summary>The words of the state that a step leads to.</summary>
    public ReadOnlySpan<ulong> this[int index] => _states.AsSpan(index * words, words);

    /// <summary>The number that the spec gave to a step.</summary>
    public int StepAt(int index) => _steps[index].Step;

    /// <summary>Why a step must not be possible; null if it may.</summary>
    public string? WrongAt(int index) => _steps[index].Wrong;

    /// <summary>Adds a step.</summary>
    /// <param name="step">A number by which the spec can name it.</param>
    /// <param name="from">The state that it leaves.</param>
    /// <param name="wrong">Why it must not be possible, where the step itself is wrong, whatever the state that it leads to.</param>
    /// <returns>The state that it leads to, to be written; a copy of the old one at first. Good until the next call.</returns>
    public Span<ulong> Add(int step, ReadOnlySpan<ulong> from, string? wrong = null)
    {
        var offset = _steps.Count * words;
        if (offset + words > _states.Length)
            Array.Resize(ref _states, _states.Length * 2);
        _steps.Add((step, wrong));
        var next = _states.AsSpan(offset, words);
        from.CopyTo(next);
        return next;
    }

    /// <summary>Forgets all steps.</summary>
    public void Clear() => _steps.Clear();
}
