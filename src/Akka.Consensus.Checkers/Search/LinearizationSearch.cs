namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// Looks for an order in which the operations of one object could have taken effect, one at a time, each between its call and its return.
/// </summary>
/// <remarks>
/// <para>
/// Wing and Gong, "Testing and verifying concurrent objects" (1993), depth first: the operation whose return is due first must take effect
/// next, but any other candidate (called before that return) may take effect before it; if none can, take the last step back. Lowe, "Testing
/// for linearizability" (2017), §3: do not enter a configuration twice.
/// </para>
/// <para>
/// Most of what such a search tries is of no use, which is told by the effects of operations.
/// (1) One without effect is answered as soon as its answer is right, for good: in any order in which it comes later, it can be moved to
/// where it is right already. (2) One that overwrites can be put just before another one that overwrites, where nobody notices it. So, once
/// another was applied while it was a candidate, it is covered: when it is due it need do nothing. (3) One that overwrites, or one that
/// need not take effect at all, is applied before it is due only if another candidate that does not overwrite can follow
/// at once: any other use of it can wait until something else is due. (4) If what is applied next must overwrite, then a candidate that
/// overwrites and that only candidates without effect can notice goes first, with these: they are in nobody's way. (5) Of
/// equal candidates the one that is due first will do.
/// </para>
/// </remarks>
internal sealed class LinearizationSearch<TState, TOp>
    where TState : IEquatable<TState>?
{
    private const int StepsBetweenLooksAtTheClock = 256;
    private const int None = -1;
    private readonly IModel<TState, TOp> _model;
    private readonly Timeline<TOp> _line;
    private readonly Budget _budget;
    private readonly Func<bool> _isStopped;
    private readonly Progress<TState, TOp> _progress;
    private readonly Stack<Step> _steps = new();
    private Situation _now;

    public LinearizationSearch(IModel<TState, TOp> model, Timeline<TOp> line, Budget budget, Func<bool> isStopped)
        : this(model, line, budget, isStopped, model.Initial, cover: -1)
    {
    }

    /// <summary>A search that begins in some state, with what overwrites and was called before a position covered.</summary>
    public LinearizationSearch(
        IModel<TState, TOp> model, Timeline<TOp> line, Budget budget, Func<bool> isStopped, TState state, int cover)
    {
        (_model, _line, _budget, _isStopped) = (model, line, budget, isStopped);
        _progress = new Progress<TState, TOp>(model, line);
        _now = new Situation(state, cover, IsNoticed: true, Last: None);
        Memo = new Memo<TState>(_progress.Sets, budget);
    }

    private enum Way
    {
        /// <summary>The operation takes effect.</summary>
        Applied,

        /// <summary>It took effect before, unnoticed (2).</summary>
        Covered,

        /// <summary>It takes effect, and no other move need be tried (4).</summary>
        Settled,

        /// <summary>It is answered (1).</summary>
        Answered,
    }

    /// <summary>Which limit ended the search, if one did.</summary>
    public Limit Reached { get; private set; }

    /// <summary>The rank of the last return that was ever due: after an illegal verdict, the first return that no order explains.</summary>
    public int Furthest { get; private set; }

    /// <summary>Where the search has been.</summary>
    public Memo<TState> Memo { get; }

    /// <summary>Whether something overwrote while the same return was due, and nothing has noticed. To overwrite again would be of no use.</summary>
    private bool IsFresh => !_now.IsNoticed && _now.Cover == _progress.DuePosition;

    /// <summary>Runs the search to its end. Once only.</summary>
    public Verdict Run()
    {
        Move? next = null;
        var isElsewhere = true;
        for (var step = 1; ; step++)
        {
            if (isElsewhere)
            {
                Answer();
                if (_progress.IsDone)
                    return Verdict.Legal;
                Furthest = Math.Max(Furthest, _progress.Due);
                var answer = Memo.Add(
                    new Configuration<TState>(_progress.Due, _now.State, CoveredUpTo(), IsFresh, _now.Last), _progress.UsedUp());
                if (answer == Memo<TState>.Answer.Full)
                    return Stop(Limit.Memory);
                next = answer == Memo<TState>.Answer.New ? FirstMove() : null;
            }

            if (step % StepsBetweenLooksAtTheClock == 0 && (_budget.IsOutOfTime || _isStopped()))
                return Stop(_budget.IsOutOfTime ? Limit.Time : Limit.None);
            isElsewhere = next is { } move && TryMake(move);
            if (isElsewhere)
                continue;
            if (next is { } useless)
                next = MoveAfter(useless);
            else if (TryTakeBack(out var taken))
                next = MoveAfter(taken);
            else
                return Verdict.Illegal;
        }
    }

    private Verdict Stop(Limit limit)
    {
        Reached = limit;
        return Verdict.Unknown;
    }

    /// <summary>The call of the first candidate that overwrites and is not covered; the due return if all are.</summary>
    private int CoveredUpTo()
    {
        for (var o = _progress.FirstRequired; o >= 0; o = _progress.RequiredAfter(o))
        {
            if (_line.Effects[o] == StateEffect.Overwrites && !IsCovered(o))
                return _line.Calls[o];
        }

        return _progress.DuePosition;
    }

    private bool IsCovered(int operation) => _line.Effects[operation] == StateEffect.Overwrites && _line.Calls[operation] < _now.Cover;

    private bool CanApply(TState state, int operation) => _model.TryApply(state, _line.Operations[operation].Content, out _);

    /// <summary>Answers all that can be answered in this state.</summary>
    private void Answer()
    {
        for (var o = _progress.IsDone ? None : _progress.FirstRequired; o >= 0; o = _progress.IsDone ? None : _progress.RequiredAfter(o))
        {
            if (_line.Effects[o] == StateEffect.None && CanApply(_now.State, o))
                Make(new Move(o, Way.Answered), _now with { IsNoticed = true });
        }
    }

    private Move FirstMove()
    {
        var due = _progress.DueOperation;
        if (IsCovered(due))
            return new Move(due, Way.Covered);
        return Settled() is >= 0 and var settled ? new Move(settled, Way.Settled) : new Move(due, Way.Applied);
    }

    /// <summary>The due operation is tried first, then the other candidates.</summary>
    private Move? MoveAfter(Move move)
    {
        if (move.Way == Way.Settled)
            return null;
        var due = _progress.DueOperation;
        if (move.Way == Way.Covered)
            return move with { Way = Way.Applied };
        var next = move.Operation == due ? _progress.FirstCandidate : _progress.CandidateAfter(move.Operation);
        if (next == due)
            next = _progress.CandidateAfter(next);
        return next == None ? null : new Move(next, Way.Applied);
    }

    /// <summary>A candidate that overwrites and goes first (4). One that the due operation can notice only if there is no other.</summary>
    private int Settled()
    {
        var settled = None;
        if (!MustOverwriteNext())
            return settled;
        for (var o = _progress.FirstCandidate; o >= 0; o = _progress.CandidateAfter(o))
        {
            if (_line.Effects[o] != StateEffect.Overwrites || !_progress.IsNoticedByAnswersOnly(o) || HasEqualDueBefore(o)
                || !_model.TryApply(_now.State, _line.Operations[o].Content, out var state))
                continue;
            settled = o;
            if (!CanApply(state, _progress.DueOperation))
                break;
        }

        return settled;
    }

    private bool MustOverwriteNext()
    {
        for (var o = _progress.FirstCandidate; o >= 0; o = _progress.CandidateAfter(o))
        {
            if (_line.Effects[o] == StateEffect.Depends && CanApply(_now.State, o))
                return false;
        }

        return true;
    }

    /// <summary>Makes a move if it can be made and is of some use.</summary>
    private bool TryMake(Move move)
    {
        var operation = move.Operation;
        var overwrites = _line.Effects[operation] == StateEffect.Overwrites;
        if (move.Way == Way.Covered)
        {
            Make(move, _now);
            return true;
        }

        if (_line.Effects[operation] == StateEffect.None || (overwrites && IsFresh)
            || !_model.TryApply(_now.State, _line.Operations[operation].Content, out var next))
            return false;
        if (move.Way != Way.Settled && operation != _progress.DueOperation && !IsOfUse(operation, next))
            return false;
        Make(move, new Situation(next, overwrites ? _progress.DuePosition : _now.Cover, IsNoticed: !overwrites, operation));
        return true;
    }

    /// <summary>Whether a candidate should be applied before it is due (3, 5).</summary>
    private bool IsOfUse(int operation, TState next)
    {
        if (HasEqualDueBefore(operation))
            return false;
        var isOptional = operation >= _line.Required;
        if (_line.Effects[operation] == StateEffect.Depends && !isOptional)
            return true;
        if (isOptional && EqualityComparer<TState>.Default.Equals(_now.State, next))
            return false;
        for (var o = _progress.FirstCandidate; o >= 0; o = _progress.CandidateAfter(o))
        {
            if (o != operation && _line.Effects[o] != StateEffect.Overwrites && CanApply(next, o))
                return true;
        }

        return false;
    }

    private bool HasEqualDueBefore(int operation)
    {
        for (var o = _progress.FirstCandidate; o >= 0; o = _progress.CandidateAfter(o))
        {
            if (_line.Kinds[o] == _line.Kinds[operation]
                && (_line.Returns[o] < _line.Returns[operation] || (_line.Returns[o] == _line.Returns[operation] && o < operation)))
                return true;
        }

        return false;
    }

    private void Make(Move move, Situation next)
    {
        _steps.Push(new Step(move, _now));
        _now = next;
        _progress.Apply(move.Operation);
    }

    /// <summary>Takes back the last move that was a choice.</summary>
    private bool TryTakeBack(out Move move)
    {
        while (_steps.TryPop(out var step))
        {
            _progress.Undo(step.Move.Operation);
            _now = step.Before;
            move = step.Move;
            if (move.Way != Way.Answered)
                return true;
        }

        move = default;
        return false;
    }

    private readonly record struct Move(int Operation, Way Way);

    private readonly record struct Step(Move Move, Situation Before);

    /// <param name="State">Of the object.</param>
    /// <param name="Cover">See <see cref="Configuration{TState}"/>.</param>
    /// <param name="IsNoticed">Whether anything was applied after the last operation that overwrote.</param>
    /// <param name="Last">See <see cref="Configuration{TState}"/>.</param>
    private readonly record struct Situation(TState State, int Cover, bool IsNoticed, int Last);
}
