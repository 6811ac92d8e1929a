using Akka.Consensus.Checkers.Search;

namespace Akka.Consensus.Checkers.Orders;

/// <summary>
/// Looks for one order of all reads and writes, by carrying them out: of each line the next, if all that must come before it was. A
/// saturated order makes sure that a read finds what it saw, as long as no write is carried out while reads of the value before it are
/// still to come. So only the choice of the next write is ever taken back, and where a search is, is told by how far each line is.
/// </summary>
internal sealed class SequentialSearch<TKey, TValue>
    where TKey : notnull
    where TValue : IEquatable<TValue>?
{
    private const int StepsBetweenLooksAtTheClock = 256;
    private const int BytesOfAnEntry = 64;
    private readonly DistinctWrites<TKey, TValue> _history;
    private readonly ProcessOrder _order;
    private readonly Budget _budget;
    private readonly int[] _done;                                              // of each line
    private readonly int[] _toBeRead;                                          // how many reads of each write are still to come
    private readonly Dictionary<TKey, int> _current = [];
    private readonly Stack<Step> _steps = new();
    private readonly HashSet<int[]> _seen = new(new SameNumbers());
    private int _left;

    public SequentialSearch(DistinctWrites<TKey, TValue> history, ProcessOrder order, Budget budget)
    {
        (_history, _order, _budget) = (history, order, budget);
        _done = new int[order.Lines];
        _toBeRead = Array.ConvertAll(history.ReadersOf, r => r.Count);
        _left = history.Operations.Length;
    }

    public Limit Reached { get; private set; }

    public Verdict Run()
    {
        var line = Enter();
        for (var step = 1; _left > 0; step++)
        {
            if (step % StepsBetweenLooksAtTheClock == 0 && _budget.IsOutOfTime)
                Reached = Limit.Time;
            if (Reached != Limit.None)
                return Verdict.Unknown;
            if (line < _done.Length)
            {
                if (!CanDo(line))
                {
                    line++;
                    continue;
                }

                Do(line, isChoice: true);
                line = Enter();
            }
            else if (TryTakeBack(out var taken))
            {
                line = taken + 1;
            }
            else
            {
                return Verdict.Illegal;
            }
        }

        return Verdict.Legal;
    }

    /// <summary>Does what harms nothing. Says which line to try first; none if this is a dead end.</summary>
    private int Enter()
    {
        for (var isMoving = true; isMoving;)
        {
            isMoving = false;
            for (var line = 0; line < _done.Length; line++)
            {
                while (CanDo(line) && IsHarmless(_order.OnLine[line][_done[line]]))
                {
                    Do(line, isChoice: false);
                    isMoving = true;
                }
            }
        }

        if (!_seen.Add([.. _done]))
            return _done.Length;
        if (!_budget.TryReserve(_done.Length * sizeof(int) + BytesOfAnEntry))
            Reached = Limit.Memory;
        return 0;
    }

    /// <summary>A read, or a write that nobody reads.</summary>
    private bool IsHarmless(int operation) => _history.ReadersOf[operation].Count == 0;

    private bool CanDo(int line)
    {
        if (_done[line] == _order.OnLine[line].Count)
            return false;
        var operation = _order.OnLine[line][_done[line]];
        for (var other = 0; other < _done.Length; other++)
        {
            if (_order.CountBefore(operation, other) > _done[other])
                return false;
        }

        var access = _history.Operations[operation].Content;
        return !access.IsWrite || !_current.TryGetValue(access.Key, out var current) || _toBeRead[current] == 0;
    }

    private void Do(int line, bool isChoice)
    {
        var operation = _order.OnLine[line][_done[line]];
        var access = _history.Operations[operation].Content;
        int? before = _current.TryGetValue(access.Key, out var current) ? current : null;
        _steps.Push(new Step(line, isChoice, before));
        _done[line]++;
        _left--;
        if (access.IsWrite)
            _current[access.Key] = operation;
        else if (_history.WriteOf[operation] is { } write)
            _toBeRead[write]--;
    }

    /// <summary>Takes back the last step that was a choice.</summary>
    private bool TryTakeBack(out int line)
    {
        while (_steps.TryPop(out var step))
        {
            line = step.Line;
            var operation = _order.OnLine[line][--_done[line]];
            var access = _history.Operations[operation].Content;
            _left++;
            if (!access.IsWrite && _history.WriteOf[operation] is { } write)
                _toBeRead[write]++;
            else if (access.IsWrite && step.Current is { } before)
                _current[access.Key] = before;
            else if (access.IsWrite)
                _current.Remove(access.Key);
            if (step.IsChoice)
                return true;
        }

        line = _done.Length;
        return false;
    }

    /// <param name="Line">Whose next operation was carried out.</param>
    /// <param name="IsChoice">Whether others could have been.</param>
    /// <param name="Current">The write whose value the key had before, if any.</param>
    private readonly record struct Step(int Line, bool IsChoice, int? Current);

    private sealed class SameNumbers : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = new HashCode();
            foreach (var number in obj)
                hash.Add(number);
            return hash.ToHashCode();
        }
    }
}
