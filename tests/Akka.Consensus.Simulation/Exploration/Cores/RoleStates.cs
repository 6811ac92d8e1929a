using System.Globalization;
using System.Text;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>The states of one role, as far as they were asked for, and what leads from one to another. Each is found once; not thread-safe.</summary>
public abstract class RoleStates
{
    private readonly List<RoleState> _all = [];
    private readonly Dictionary<string, RoleState> _byContent = [];
    private readonly Dictionary<string, int> _memories = [];
    private readonly Dictionary<(int State, int Letter), IReadOnlyList<(RoleState, string)>> _taken = [];
    private readonly Dictionary<int, IReadOnlyList<(RoleState, string)>> _gone = [];

    /// <summary>The state with a number. The first is 0.</summary>
    public RoleState this[int number] => _all[number];

    /// <summary>How many states were found.</summary>
    public int Count => _all.Count;

    /// <summary>The states that the role may come to by taking a message, and how.</summary>
    public IReadOnlyList<(RoleState State, string How)> Take(RoleState state, int letter)
    {
        if (_taken.TryGetValue((state.Number, letter), out var known))
            return known;
        return _taken[(state.Number, letter)] = [.. FindAfter(state, letter)];
    }

    /// <summary>The states that the role may come to with nothing from outside: its disk has written, it crashed, time has passed ... And how.</summary>
    public IReadOnlyList<(RoleState State, string How)> Go(RoleState state)
    {
        if (_gone.TryGetValue(state.Number, out var known))
            return known;
        return _gone[state.Number] = [.. FindAfter(state)];
    }

    protected abstract IEnumerable<(RoleState State, string How)> FindAfter(RoleState state, int letter);

    protected abstract IEnumerable<(RoleState State, string How)> FindAfter(RoleState state);

    /// <summary>The state with these contents: the one that is known, or else this.</summary>
    /// <param name="state">The contents.</param>
    /// <param name="memory">All that it remembers.</param>
    protected RoleState Find(RoleState state, string memory)
    {
        if (!_memories.TryGetValue(memory, out var number))
            _memories.Add(memory, number = _memories.Count);
        var content = new StringBuilder().Append(number);
        foreach (var sent in state.Sent)
            content.Append(CultureInfo.InvariantCulture, $",{sent.First:x},{sent.Second:x},{sent.Third:x},{sent.Fourth:x}");
        var key = content.Append(state.Wrong).ToString();
        if (_byContent.TryGetValue(key, out var known))
            return known;
        var found = state with { Number = _all.Count, Memory = number };
        _all.Add(found);
        return _byContent[key] = found;
    }
}
