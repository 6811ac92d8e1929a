namespace Akka.Consensus.Checkers.Search;

/// <summary>Makes a counterexample of what a search remembers after it found that there is no order.</summary>
internal sealed class Explanation<TState, TOp>
    where TState : IEquatable<TState>?
{
    private const int MostSituations = 1000;
    private const long ThoroughMemory = 16 << 20;
    private readonly IModel<TState, TOp> _model;
    private readonly Timeline<TOp> _line;
    private readonly Budget _budget;
    private readonly int _unexplained;
    private readonly int _begin;
    private readonly int _end;
    private readonly int[] _open;      // when the window begins
    private readonly int[] _called;    // in the window

    private Explanation(IModel<TState, TOp> model, Timeline<TOp> line, int unexplained, Budget budget)
    {
        (_model, _line, _budget, _unexplained) = (model, line, budget, unexplained);
        (_begin, _end) = (line.Calls[unexplained], line.Returns[unexplained]);
        var members = Enumerable.Range(0, line.Operations.Length)
            .Where(o => line.Returns[o] > _begin && line.Calls[o] < _end && (line.Returns[o] <= _end || line.Effects[o] != StateEffect.None))
            .OrderBy(o => line.Calls[o])
            .ToLookup(o => line.Calls[o] < _begin);
        _open = [.. members[true]];
        _called = [.. members[false]];
    }

    /// <summary>
    /// Explains what a search found. The search left out what nothing can notice; a reader would ask for it. So it is run again
    /// without that skill, up to the return that nothing explains, if that does not take too much; if it does, what it left out stays out.
    /// </summary>
    public static Counterexample<TState, TOp> Of(
        IModel<TState, TOp> model, Timeline<TOp> line, LinearizationSearch<TState, TOp> search, Budget budget)
    {
        var unexplained = line.ByRank[search.Furthest];
        var plain = new Timeline<TOp>(
            [.. line.Operations.Where((_, o) => line.Calls[o] < line.Returns[unexplained])],
            o => model.EffectOf(o) == StateEffect.None ? StateEffect.None : StateEffect.Depends);
        var thorough = new LinearizationSearch<TState, TOp>(
            model, plain, budget.With(ThoroughMemory), () => false);
        return thorough.Run() == Verdict.Illegal
            ? new Explanation<TState, TOp>(model, plain, plain.ByRank[thorough.Furthest], budget).Explain(thorough, isThorough: true)
            : new Explanation<TState, TOp>(model, line, unexplained, budget).Explain(search, isThorough: false);
    }

    private Counterexample<TState, TOp> Explain(LinearizationSearch<TState, TOp> search, bool isThorough)
    {
        var all = FindSituations(search.Memo, search.Furthest, out var areAll);
        var situations = all.Where((s, i) => !all.Where((other, j) => Follows(s, other, isLater: j < i)).Any()).ToList();
        var answered = Answered(situations);
        var window = _open.Concat(_called)
            .Where(o => o == _unexplained || _line.Effects[o] != StateEffect.None || answered.Contains(o))
            .Where(o => !situations.TrueForAll(s => s.IsDone(o)))
            .ToList();
        return new Counterexample<TState, TOp>(
            _line.Operations[_unexplained],
            [.. window.Select(o => _line.Operations[o])],
            [.. situations.Select(s => new Situation<TState, TOp>(
                s.State,
                s.Last < 0 ? null : _line.Operations[s.Last],
                [.. window.Where(s.IsDone).Select(o => _line.Operations[o])],
                [.. window.Where(s.IsUnnoticed).Select(o => _line.Operations[o])]))],
            isThorough && areAll);
    }

    private List<Found> FindSituations(Memo<TState> memo, int furthest, out bool areAll)
    {
        var situations = new List<Found>();
        var sets = OperationSets.For(_line);
        areAll = true;
        for (var i = 0; i < memo.Count && areAll; i++)
        {
            ref readonly var at = ref memo.At(i);
            if (at.Due > furthest || _line.Returns[_line.ByRank[at.Due]] < _begin || !IsBeforeWindow(memo.Words(i), at.Due, sets))
                continue;
            var found = new Found(at.State, at.Last, []);
            foreach (var operation in _open)
            {
                var isFree = operation >= _line.Required || _line.Returns[operation] > _end;
                var isCovered = _line.Effects[operation] == StateEffect.Overwrites && _line.Calls[operation] < at.Cover;
                found.Statuses[operation] = IsApplied(operation, memo.Words(i), at.Due, sets) ? Status.Done
                    : isFree ? Status.Free
                    : isCovered ? Status.Unnoticed
                    : Status.Pending;
            }

            if (!situations.Exists(s => Covers(s, found)))
                situations.Add(found);
            areAll = situations.Count < MostSituations;
        }

        return situations;
    }

    /// <summary>Whether nothing that was called in the window has changed the state.</summary>
    private bool IsBeforeWindow(ReadOnlySpan<ulong> words, int due, OperationSets sets)
    {
        foreach (var operation in _called)
        {
            if (_line.Effects[operation] != StateEffect.None && IsApplied(operation, words, due, sets))
                return false;
        }

        return true;
    }

    private bool IsApplied(int operation, ReadOnlySpan<ulong> words, int due, OperationSets sets) =>
        (operation < _line.Required && _line.Ranks[operation] < due)
        || (_line.Calls[operation] < _line.Returns[_line.ByRank[due]] && OperationSets.IsSet(words, sets.BitOf(_line, operation)));

    /// <summary>Whether a situation becomes one that is as good as another, at once or by an operation that is done in the other.</summary>
    private bool Follows(Found situation, Found from, bool isLater)
    {
        if (ReferenceEquals(situation, from))
            return false;
        if (Covers(from, situation))
            return isLater || !Covers(situation, from);
        return _open.Any(o => _line.Effects[o] != StateEffect.None && situation.IsDone(o) && !from.IsDone(o)
            && _model.TryApply(from.State, _line.Operations[o].Content, out var next) && Covers(After(from, o, next), situation));
    }

    private Found After(Found situation, int operation, TState next)
    {
        var after = new Found(next, operation, []);
        foreach (var (other, status) in situation.Statuses)
        {
            var isCovered = _line.Effects[operation] == StateEffect.Overwrites && _line.Effects[other] == StateEffect.Overwrites;
            var isAnswered = _line.Effects[other] == StateEffect.None && _model.TryApply(next, _line.Operations[other].Content, out _);
            after.Statuses[other] = other == operation || isAnswered ? Status.Done
                : status == Status.Pending && isCovered ? Status.Unnoticed
                : status;
        }

        return after;
    }

    /// <summary>Whether all that can follow one situation can follow the other.</summary>
    private bool Covers(Found one, Found other) => EqualityComparer<TState>.Default.Equals(one.State, other.State)
        && Array.TrueForAll(_open, o => one.Statuses[o] == other.Statuses[o]
            || one.Statuses[o] is Status.Free or Status.Unnoticed
            || (_line.Effects[o] == StateEffect.None && one.IsDone(o)));

    /// <summary>The operations without effect that it takes to show that there is no order.</summary>
    private List<int> Answered(List<Found> situations)
    {
        var needed = _open.Concat(_called).Where(o => _line.Effects[o] == StateEffect.None && o != _unexplained).ToList();
        if (IsShown(situations, []))
            return [];
        foreach (var operation in needed.ToList())
        {
            if (IsShown(situations, [.. needed.Where(o => o != operation)]))
                needed.Remove(operation);
        }

        return needed;
    }

    /// <summary>Whether there is no order from any of the situations, even if only some of the operations without effect are answered.</summary>
    private bool IsShown(List<Found> situations, List<int> answered) => situations.TrueForAll(situation =>
    {
        var operations = _open.Concat(_called)
            .Where(o => !situation.IsDone(o) && (o == _unexplained || _line.Effects[o] != StateEffect.None || answered.Contains(o)))
            .ToArray();
        var line = new Timeline<TOp>(
            [.. operations.Select(o => _line.Operations[o] with
            {
                Call = _line.Calls[o],
                Return = _line.Returns[o] > _end ? Operation.Never : _line.Returns[o],
            })],
            _model.EffectOf);
        var unnoticed = operations.Where(situation.IsUnnoticed).Select(o => line.PositionOf(_line.Calls[o])).DefaultIfEmpty(-1);
        var search = new LinearizationSearch<TState, TOp>(
            _model, line, _budget, () => false, situation.State, cover: unnoticed.Max() + 1);
        var verdict = search.Run();
        search.Memo.Free();
        return verdict == Verdict.Illegal;
    });

    private enum Status
    {
        /// <summary>Must take effect in the window.</summary>
        Pending,

        /// <summary>May take effect in the window or later.</summary>
        Free,

        /// <summary>May have taken effect, or does in the window.</summary>
        Unnoticed,

        /// <summary>Has taken effect.</summary>
        Done,
    }

    private sealed record Found(TState State, int Last, Dictionary<int, Status> Statuses)
    {
        public bool IsDone(int operation) => Statuses.TryGetValue(operation, out var status) && status == Status.Done;

        public bool IsUnnoticed(int operation) => Statuses.TryGetValue(operation, out var status) && status == Status.Unnoticed;
    }
}
