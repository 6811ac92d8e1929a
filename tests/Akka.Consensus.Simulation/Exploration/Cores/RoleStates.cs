using System.Globalization;
using System.Text;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>The states of one role, as far as they were asked for, and the steps between them. Each is found once; not thread-safe.</summary>
public abstract class RoleStates
{
    private readonly List<RoleState> _all = [];
    private readonly List<RoleStep[]?[]> _taken = [];
    private readonly List<RoleStep[]?> _gone = [];
    private readonly Dictionary<string, RoleState> _byContent = [];
    private readonly Dictionary<string, int> _memories = [];

    /// <summary>The state with a number. That in which nothing has happened yet has the number 0.</summary>
    public RoleState this[int number] => _all[number];

    /// <summary>Takes a message.</summary>
    public IReadOnlyList<RoleStep> Take(RoleState state, int letter)
    {
        if (_taken[state.Number].Length <= letter)
        {
            var longer = _taken[state.Number];
            Array.Resize(ref longer, letter + 1);
            _taken[state.Number] = longer;
        }

        return _taken[state.Number][letter] ??= [.. FindTaking(state, letter)];
    }

    /// <summary>What can happen to a role with nothing from outside: its disk has written, it crashed, time has passed ...</summary>
    public IReadOnlyList<RoleStep> Go(RoleState state) => _gone[state.Number] ??= [.. FindGoing(state)];

    /// <summary>See <see cref="Take"/>.</summary>
    protected abstract IEnumerable<RoleStep> FindTaking(RoleState state, int letter);

    /// <summary>See <see cref="Go"/>.</summary>
    protected abstract IEnumerable<RoleStep> FindGoing(RoleState state);

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
        _taken.Add([]);
        _gone.Add(null);
        return _byContent[key] = found;
    }
}
