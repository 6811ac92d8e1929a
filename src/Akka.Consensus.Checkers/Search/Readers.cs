namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// For each operation that overwrites, the operations that could notice its result: those that do not overwrite, are possible in the state
/// it leads to, and may come after it with nothing in between that must overwrite too. Keeps track of which are still to be applied.
/// </summary>
internal sealed class Readers<TState, TOp>
    where TState : IEquatable<TState>?
{
    private readonly Timeline<TOp> _line;
    private readonly int[] _horizons;
    private readonly int[] _lastReturns;                                        // of all that must take effect up to the n-th call
    private readonly Dictionary<int, Group> _groups = [];                       // by kind of the operation that overwrites
    private readonly List<(Group Group, int Index)>?[] _memberships;

    public Readers(IModel<TState, TOp> model, Timeline<TOp> line)
    {
        _line = line;
        _memberships = new List<(Group, int)>?[line.Operations.Length];
        _horizons = FindHorizons();
        _lastReturns = line.Returns[..line.Required];
        for (var i = 1; i < _lastReturns.Length; i++)
            _lastReturns[i] = Math.Max(_lastReturns[i], _lastReturns[i - 1]);
        foreach (var (kind, begin, end) in FindSpans())
        {
            if (!model.TryApply(model.Initial, line.Operations[begin].Content, out var state))
                throw new InvalidOperationException("the model says that an operation overwrites, and that it is not possible");
            Add(kind, [.. Between(begin, end).Where(o => model.TryApply(state, line.Operations[o].Content, out _)).OrderBy(o => line.Calls[o])]);
        }
    }

    /// <summary>An operation was applied.</summary>
    public void Remove(int operation)
    {
        foreach (var (group, index) in Of(operation))
            group.Left.Remove(index);
    }

    /// <summary>Undoes the last removal.</summary>
    public void Restore(int operation)
    {
        foreach (var (group, index) in Of(operation))
            group.Left.Restore(index);
    }

    /// <summary>Whether anything is still to be applied that could notice the result of an operation that overwrites.</summary>
    public bool HasAny(int operation) => _groups[_line.Kinds[operation]] is var group
        && group.Left.First is var first && first != group.Left.End && _line.Calls[group.Members[first]] < _horizons[operation];

    /// <summary>Whether there is such an operation, all of them were called before a position, and all of them have no effect.</summary>
    public bool AreAnswers(int operation, int position)
    {
        var group = _groups[_line.Kinds[operation]];
        for (var i = group.Left.First; i != group.Left.End && _line.Calls[group.Members[i]] < _horizons[operation]; i = group.Left.After(i))
        {
            if (_line.Calls[group.Members[i]] > position || _line.Effects[group.Members[i]] != StateEffect.None)
                return false;
        }

        return HasAny(operation);
    }

    private List<(Group Group, int Index)> Of(int operation) => _memberships[operation] ?? [];

    private void Add(int kind, int[] members)
    {
        var group = new Group(members);
        _groups.Add(kind, group);
        for (var i = 0; i < members.Length; i++)
            (_memberships[members[i]] ??= []).Add((group, i));
    }

    /// <summary>For each operation that overwrites, the first return of one that overwrites as well and was called after its own return.</summary>
    private int[] FindHorizons()
    {
        var overwriting = Enumerable.Range(0, _line.Required).Where(o => _line.Effects[o] == StateEffect.Overwrites).ToArray();
        var calls = Array.ConvertAll(overwriting, o => _line.Calls[o]);
        var firstReturns = new int[overwriting.Length + 1];
        firstReturns[^1] = int.MaxValue;
        for (var i = overwriting.Length - 1; i >= 0; i--)
            firstReturns[i] = Math.Min(firstReturns[i + 1], _line.Returns[overwriting[i]]);
        return [.. _line.Returns.Select(r => firstReturns[~Array.BinarySearch(calls, r)])];
    }

    /// <summary>For each kind of operation that overwrites, the first that is called, and the last horizon.</summary>
    private IEnumerable<(int Kind, int Begin, int End)> FindSpans() => Enumerable.Range(0, _line.Operations.Length)
        .Where(o => _line.Effects[o] == StateEffect.Overwrites)
        .GroupBy(o => _line.Kinds[o])
        .Select(g => (g.Key, g.MinBy(o => _line.Calls[o]), g.Max(o => _horizons[o])));

    /// <summary>What does not overwrite, was called before a position, and returned after the call of an operation.</summary>
    private IEnumerable<int> Between(int begin, int end)
    {
        var first = ~Array.BinarySearch(_lastReturns, _line.Calls[begin]);
        for (var o = first; o < _line.Required && _line.Calls[o] < end; o++)
        {
            if (_line.Effects[o] != StateEffect.Overwrites && _line.Returns[o] > _line.Calls[begin])
                yield return o;
        }

        for (var o = _line.Required; o < _line.Operations.Length && _line.Calls[o] < end; o++)
        {
            if (_line.Effects[o] != StateEffect.Overwrites)
                yield return o;
        }
    }

    private sealed class Group(int[] members)
    {
        /// <summary>In the order of their calls.</summary>
        public int[] Members { get; } = members;

        /// <summary>The indexes of those that are still to be applied.</summary>
        public LinkedIndexes Left { get; } = new(members.Length);
    }
}
