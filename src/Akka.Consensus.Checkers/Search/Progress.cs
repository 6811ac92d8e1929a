using System.Numerics;

namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// Which operations have taken effect and which have not, while a search applies operations and takes them back, the last one first. A
/// candidate is one that has not, and was called before the first return that is still due: it may be next.
/// </summary>
internal sealed class Progress<TState, TOp>
    where TState : IEquatable<TState>?
{
    private readonly Timeline<TOp> _line;
    private readonly Readers<TState, TOp> _readers;
    private readonly LinkedIndexes _pending;   // operations that must take effect and have not
    private readonly LinkedIndexes _unused;    // of those that may
    private readonly LinkedIndexes _due;       // ranks of the returns of the pending
    private readonly ulong[] _applied;         // of the operations that are open at the due return
    private readonly ulong[] _usedUp;
    private readonly int[] _owners;            // the operation that a bit stands for

    public Progress(IModel<TState, TOp> model, Timeline<TOp> line)
    {
        _line = line;
        Sets = OperationSets.For(line);
        _readers = new Readers<TState, TOp>(model, line);
        _pending = new LinkedIndexes(line.Required);
        _unused = new LinkedIndexes(line.Optional);
        _due = new LinkedIndexes(line.Required);
        _applied = new ulong[Sets.Length];
        _usedUp = new ulong[Sets.Length];
        _owners = new int[Sets.Bits];
    }

    /// <summary>How sets of operations are written as bits.</summary>
    public OperationSets Sets { get; }

    /// <summary>Whether all that must take effect has.</summary>
    public bool IsDone => _due.First == _due.End;

    /// <summary>The rank of the first return that is still due.</summary>
    public int Due => _due.First;

    /// <summary>The operation that it is of.</summary>
    public int DueOperation => _line.ByRank[_due.First];

    /// <summary>Its position.</summary>
    public int DuePosition => _line.Returns[_line.ByRank[_due.First]];

    /// <summary>The first candidate in the order of calls, those that must take effect before those that may; -1 if there is none.</summary>
    public int FirstCandidate => OrOptional(_pending.First);

    /// <summary>The candidate after one, which may itself have been applied last; -1 if there is none.</summary>
    public int CandidateAfter(int operation) => operation < _line.Required
        ? OrOptional(_pending.After(operation))
        : OptionalCandidate(_unused.After(operation - _line.Required));

    /// <summary>The first candidate that must take effect; -1 if there is none.</summary>
    public int FirstRequired => RequiredCandidate(_pending.First);

    /// <summary>The candidate after one that must take effect, if it must too; else -1.</summary>
    public int RequiredAfter(int operation) => RequiredCandidate(_pending.After(operation));

    /// <summary>Whether anything is still to be applied that could notice the result of an operation that overwrites.</summary>
    public bool CanBeNoticed(int overwriting) => _readers.HasAny(overwriting);

    /// <summary>Whether there is such an operation, and all of them are candidates without effect.</summary>
    public bool IsNoticedByAnswersOnly(int overwriting) => _readers.AreAnswers(overwriting, DuePosition);

    public void Apply(int operation)
    {
        _readers.Remove(operation);
        if (operation >= _line.Required)
        {
            _unused.Remove(operation - _line.Required);
            Mark(operation);
            return;
        }

        var rank = _line.Ranks[operation];
        var wasDue = rank == _due.First;
        _pending.Remove(operation);
        _due.Remove(rank);
        if (!wasDue)
        {
            Mark(operation);
            return;
        }

        // All that returned up to the next one due has taken effect, and its slots may belong to others from now on.
        for (var returned = rank + 1; returned < _due.First; returned++)
            OperationSets.Clear(_applied, Sets.BitOf(_line, _line.ByRank[returned]));
    }

    /// <summary>Takes back what was applied last.</summary>
    public void Undo(int operation)
    {
        _readers.Restore(operation);
        if (operation >= _line.Required)
        {
            _unused.Restore(operation - _line.Required);
            OperationSets.Clear(_applied, Sets.BitOf(_line, operation));
            return;
        }

        var rank = _line.Ranks[operation];
        var due = _due.First;
        _pending.Restore(operation);
        _due.Restore(rank);
        if (rank > due)
        {
            OperationSets.Clear(_applied, Sets.BitOf(_line, operation));
            return;
        }

        for (var returned = rank + 1; returned < due; returned++)
            Mark(_line.ByRank[returned]);
    }

    /// <summary>
    /// What has taken effect and is open, without the operations that overwrote what nothing can notice any more: whether they could be
    /// applied again makes no difference. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<ulong> UsedUp()
    {
        _applied.CopyTo(_usedUp, 0);
        for (var i = 0; i < _applied.Length; i++)
        {
            for (var word = _applied[i]; word != 0; word &= word - 1)
            {
                var bit = i * 64 + BitOperations.TrailingZeroCount(word);
                if (_line.Effects[_owners[bit]] == StateEffect.Overwrites && !CanBeNoticed(_owners[bit]))
                    OperationSets.Clear(_usedUp, bit);
            }
        }

        return _usedUp;
    }

    private void Mark(int operation)
    {
        var bit = Sets.BitOf(_line, operation);
        OperationSets.Set(_applied, bit);
        _owners[bit] = operation;
    }

    private int OrOptional(int pending) => RequiredCandidate(pending) is >= 0 and var required ? required : OptionalCandidate(_unused.First);

    private int RequiredCandidate(int pending) => pending != _pending.End && _line.Calls[pending] < DuePosition ? pending : -1;

    private int OptionalCandidate(int unused) =>
        unused != _unused.End && _line.Calls[_line.Required + unused] < DuePosition ? _line.Required + unused : -1;
}
