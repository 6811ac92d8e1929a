using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers.Orders;

/// <summary>
/// Which operations must come before which: a partial order that grows. Each operation is on a line, and those of a line are in order; so what
/// comes before an operation is a number for each line (Fidge, Mattern, vector clocks), and asking takes constant time.
/// </summary>
internal sealed class ProcessOrder(int count)
{
    private readonly int[] _line = new int[count];
    private readonly int[] _index = new int[count];
    private readonly List<int>[] _after = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
    private readonly Stack<int> _changed = new();
    private int[] _before = [];

    /// <summary>How many lines there are.</summary>
    public int Lines { get; private set; }

    /// <summary>The operations of each line, in order.</summary>
    public List<List<int>> OnLine { get; } = [];

    public int LineOf(int operation) => _line[operation];

    public int IndexOf(int operation) => _index[operation];

    /// <summary>Adds the next operation; operations are added in the order of their numbers.</summary>
    /// <param name="operation">Its number.</param>
    /// <param name="previous">What its process did before, if anything.</param>
    /// <param name="isAlone">Whether nothing that its process does later must come after it.</param>
    public void Add(int operation, int? previous, bool isAlone)
    {
        if (isAlone || previous is null)
            OnLine.Add([]);
        var line = isAlone || previous is null ? OnLine.Count - 1 : _line[previous.Value];
        (_line[operation], _index[operation]) = (line, OnLine[line].Count);
        OnLine[line].Add(operation);
        if (previous is { } before)
            _after[before].Add(operation);
    }

    /// <summary>All operations were added. False if there is not enough memory to go on.</summary>
    public bool TryClose(Budget budget)
    {
        Lines = OnLine.Count;
        if ((long)count * Lines > Array.MaxLength || !budget.TryReserve((long)count * Lines * sizeof(int)))
            return false;
        _before = new int[count * Lines];
        for (var operation = 0; operation < count; operation++)
        {
            foreach (var after in _after[operation])
                Learn(after, operation);
        }

        return true;
    }

    /// <summary>How many operations of a line come before an operation.</summary>
    public int CountBefore(int operation, int line) => _before[operation * Lines + line];

    public bool Precedes(int one, int other) => CountBefore(other, _line[one]) > _index[one];

    /// <summary>One operation must come before another. False, and nothing changes, if the other must come before the one, or is it.</summary>
    public bool TryAdd(int one, int other)
    {
        if (one == other || Precedes(other, one))
            return false;
        _after[one].Add(other);
        _changed.Push(one);
        while (_changed.TryPop(out var operation))
        {
            foreach (var after in _after[operation])
            {
                if (Learn(after, operation))
                    _changed.Push(after);
            }
        }

        return true;
    }

    /// <summary>How it comes that one operation must come before another: each in the list was directly told to come before the next.</summary>
    public List<int> Path(int one, int other)
    {
        var cameFrom = new Dictionary<int, int> { [one] = one };
        var queue = new Queue<int>([one]);
        while (!cameFrom.ContainsKey(other) && queue.TryDequeue(out var operation))
        {
            foreach (var after in _after[operation])
            {
                if (cameFrom.TryAdd(after, operation))
                    queue.Enqueue(after);
            }
        }

        var path = new List<int> { other };
        while (path[^1] != one)
            path.Add(cameFrom[path[^1]]);
        path.Reverse();
        return path;
    }

    private bool Learn(int operation, int before)
    {
        var known = _before.AsSpan(operation * Lines, Lines);
        var news = _before.AsSpan(before * Lines, Lines);
        var isNew = false;
        for (var line = 0; line < Lines; line++)
        {
            var least = line == _line[before] ? _index[before] + 1 : news[line];
            if (known[line] >= least)
                continue;
            known[line] = least;
            isNew = true;
        }

        return isNew;
    }
}
