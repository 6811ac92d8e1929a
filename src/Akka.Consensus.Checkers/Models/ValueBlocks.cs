namespace Akka.Consensus.Checkers.Models;

/// <summary>
/// Judges histories of a register in which no value is set twice, nor the initial one set again, in the time it takes to sort them. Each
/// answer then tells which operation it saw, and all operations on one value must stand together in any order: they are a block. A
/// compare-and-set joins the block of the value it expects with that of the value it sets.
/// </summary>
/// <remarks>
/// Gibbons and Korach, "Testing shared memories" (1997), §4, with compare-and-set added. Let f be the first return of a block and s its last
/// call. A block must come before another if its f is before the other's s, because some operation of it returned before one of the
/// other was called. If no two blocks must each come before the other, then no more of them can in a circle: from f(a) &lt; s(b), f(b) &lt; s(c)
/// and f(c) &lt; s(a), with none of the reverse, follows f(a) &lt; s(b) ≤ f(c) &lt; s(a) ≤ f(b) &lt; s(c) ≤ f(a). So it is enough to
/// compare pairs, and to look into each block.
/// </remarks>
internal sealed class ValueBlocks<TValue>
    where TValue : IEquatable<TValue>?
{
    private readonly ValueUses<TValue> _values;
    private readonly List<Block> _blocks = [];

    private ValueBlocks(ValueUses<TValue> values) => _values = values;

    /// <summary>See <see cref="Search.IShortcut{TOp}.TryJudge"/>.</summary>
    public static bool TryJudge(TValue initial, IReadOnlyList<Operation<RegisterOp<TValue>>> operations,
        out IReadOnlyList<Operation<RegisterOp<TValue>>>? contradiction)
    {
        contradiction = null;
        if (!ValueUses<TValue>.TryFind(initial, operations, out var values))
            return false;
        var blocks = new ValueBlocks<TValue>(values);
        if ((blocks.FindUnset() ?? blocks.FindWithinBlocks() ?? blocks.FindBetweenBlocks()) is { } found)
            contradiction = [.. blocks.WithReasons(found).Order().Select(values.Operation)];
        return true;
    }

    /// <summary>An operation that saw what nobody set, or two that each took the same value away.</summary>
    private int[]? FindUnset()
    {
        foreach (var value in _values.All)
        {
            if (value != _values.Initial && value is { Setter: null, Seers: [var seer, ..] })
                return [seer];
            if (value.Seers.Where(s => _values.SetBy(s) is not null).Take(2).ToArray() is { Length: 2 } both)
                return both;
        }

        return null;
    }

    /// <summary>Makes the blocks. Finds an operation that returned before one was called that comes before it in their block.</summary>
    private int[]? FindWithinBlocks()
    {
        var left = _values.All.ToHashSet();
        foreach (var root in _values.All.Where(v => v.Setter is not { } setter || _values.SeenBy(setter) is null))
        {
            var block = new Block(_values);
            if (root.Setter is { } write)
                block.Add(write);
            else
                block.Begin();
            for (var value = root; value is not null;)
            {
                left.Remove(value);
                var next = value.Seers.Where(s => _values.SetBy(s) is not null).Select(s => (int?)s).SingleOrDefault();
                if ((block.AddAll(value.Seers.Where(s => s != next)) ?? (next is { } last ? block.AddAll([last]) : null)) is { } found)
                    return found;
                value = next is { } taken ? _values.SetBy(taken) : null;
            }

            if (!block.IsEmpty)
                _blocks.Add(block);
        }

        // Compare-and-sets in a circle, each of which expects what the one before it set, and none of which can be the first.
        return left.Count == 0 ? null : [left.Min(v => v.Setter!.Value)];
    }

    private int[]? FindBetweenBlocks()
    {
        // A block that spans some time, because one of its operations returned before another was called, fills that time alone.
        var spans = _blocks.Where(b => b.First < b.Last).OrderBy(b => b.First).ToArray();
        var longest = new Block[spans.Length];
        (long Evident, int[] Operations)? earliest = null;
        for (var i = 0; i < spans.Length; i++)
        {
            if (i > 0 && spans[i].First < longest[i - 1].Last)
                Found(longest[i - 1], spans[i]);
            longest[i] = i > 0 && longest[i - 1].Last >= spans[i].Last ? longest[i - 1] : spans[i];
        }

        var firsts = Array.ConvertAll(spans, b => b.First);
        foreach (var point in _blocks.Where(b => b.First >= b.Last))
        {
            var before = firsts.CountBefore(point.Last);
            if (before > 0 && point.First < longest[before - 1].Last)
                Found(longest[before - 1], point);
        }

        return earliest?.Operations;

        void Found(Block one, Block other)
        {
            var evident = Math.Max(one.Last, other.Last);
            if (earliest is null || evident < earliest.Value.Evident)
                earliest = (evident, [.. one.Ends, .. other.Ends]);
        }
    }

    /// <summary>
    /// Operations, and what set each value that they saw, and, where an outcome is unknown, who saw that it happened: together they
    /// contradict each other without the rest.
    /// </summary>
    private HashSet<int> WithReasons(int[] operations)
    {
        var all = new HashSet<int>();
        var toAdd = new Stack<int>(operations);
        while (toAdd.TryPop(out var operation))
        {
            if (!all.Add(operation))
                continue;
            if (_values.SeenBy(operation)?.Setter is { } setter)
                toAdd.Push(setter);
            if (!_values.Operation(operation).IsComplete)
                toAdd.Push(_values.SetBy(operation)!.Seers.MinBy(s => _values.Operation(s).Return));
        }

        return all;
    }

    /// <summary>The operations that must stand together, added in an order in which they can.</summary>
    private sealed class Block(ValueUses<TValue> values)
    {
        private int? _first;
        private int? _last;

        /// <summary>The first return.</summary>
        public long First { get; private set; } = long.MaxValue;

        /// <summary>The last call.</summary>
        public long Last { get; private set; } = long.MinValue;

        public bool IsEmpty => _last is null;

        /// <summary>The operations that the first return and the last call are of.</summary>
        public IEnumerable<int> Ends => new[] { _first, _last }.OfType<int>();

        /// <summary>The block of the initial value begins before everything.</summary>
        public void Begin() => First = long.MinValue;

        public void Add(int operation)
        {
            var (call, @return) = (values.Operation(operation).Call, values.Operation(operation).Return);
            if (_last is null || call > Last)
                (_last, Last) = (operation, call);
            if (@return < First)
                (_first, First) = (operation, @return);
        }

        /// <summary>Adds operations in any order among themselves. Finds one that returned before one was called that was added before.</summary>
        public int[]? AddAll(IEnumerable<int> operations)
        {
            var (last, lastCall) = (_last, Last);
            foreach (var operation in operations)
            {
                if (values.Operation(operation).Return < lastCall)
                    return [last!.Value, operation];
                Add(operation);
            }

            return null;
        }
    }
}
