namespace Akka.Consensus.Checkers.Models;

/// <summary>
/// Looks in any history of a register for an operation that saw a value which was surely gone, or never there: after whatever could have
/// set it had returned, another one was called that sets the value, and returned before the operation was called. Such a history is not
/// linearizable, and it is found in the time it takes to sort it; a search may take for ever to find the same.
/// </summary>
internal sealed class StaleReads<TValue>
    where TValue : IEquatable<TValue>?
{
    private readonly TValue _initial;
    private readonly IReadOnlyList<Operation<RegisterOp<TValue>>> _operations;
    private readonly Dictionary<Box, Setters> _settersOf;
    private readonly Setters _settersThatHappened;

    private StaleReads(TValue initial, IReadOnlyList<Operation<RegisterOp<TValue>>> operations)
    {
        (_initial, _operations) = (initial, operations);
        var setters = Enumerable.Range(0, operations.Count)
            .Where(i => operations[i].Content.Request != RegisterRequest.Read)
            .OrderBy(i => operations[i].Call)
            .ToList();
        _settersOf = setters.GroupBy(i => new Box(operations[i].Content.Value)).ToDictionary(g => g.Key, g => new Setters(operations, [.. g]));
        _settersThatHappened = new Setters(operations, [.. setters.Where(i => operations[i].IsComplete)]);
    }

    /// <summary>
    /// The operation, the last one that could have set what it saw if there is one, and one that came between them; null if there are none.
    /// </summary>
    public static IReadOnlyList<Operation<RegisterOp<TValue>>>? Find(
        TValue initial, IReadOnlyList<Operation<RegisterOp<TValue>>> operations)
    {
        var reads = new StaleReads<TValue>(initial, operations);
        return operations
            .Where(o => o.IsComplete && IsSeer(o.Content))
            .OrderBy(o => o.Return)
            .Select(reads.Contradiction)
            .FirstOrDefault(c => c is not null);
    }

    private Operation<RegisterOp<TValue>>[]? Contradiction(Operation<RegisterOp<TValue>> seer)
    {
        var setter = _settersOf.TryGetValue(new Box(seer.Content.Expected), out var setters) ? setters.LastReturnCalledBy(seer.Return) : null;
        if (setter is null && !Same(seer.Content.Expected, _initial))
            return [seer];
        var gone = _settersThatHappened.FirstReturnCalledAfter(setter is { } set ? _operations[set].Return : long.MinValue);
        if (gone is null || _operations[gone.Value].Return >= seer.Call)
            return null;
        return [.. new[] { setter, gone }.OfType<int>().Select(i => _operations[i]).Select(AsWrite), seer];
    }

    /// <summary>What a compare-and-set expected does not matter here, and what set that is left out.</summary>
    private static Operation<RegisterOp<TValue>> AsWrite(Operation<RegisterOp<TValue>> setter) =>
        setter with { Content = RegisterOp.Write(setter.Content.Value) };

    /// <summary>One that sets again what it expects would be taken for its own cause.</summary>
    private static bool IsSeer(RegisterOp<TValue> operation) => operation.Request == RegisterRequest.Read
        || (operation.Request == RegisterRequest.CompareAndSet && !Same(operation.Expected, operation.Value));

    private static bool Same(TValue left, TValue right) => EqualityComparer<TValue>.Default.Equals(left, right);

    /// <summary>Operations in the order of their calls.</summary>
    private sealed class Setters
    {
        private readonly int[] _setters;
        private readonly long[] _calls;
        private readonly int[] _lastReturn;    // of all up to the n-th
        private readonly int[] _firstReturn;   // of all from the n-th

        public Setters(IReadOnlyList<Operation<RegisterOp<TValue>>> operations, int[] setters)
        {
            _setters = setters;
            _calls = Array.ConvertAll(setters, s => operations[s].Call);
            _lastReturn = [.. setters];
            _firstReturn = [.. setters];
            for (var i = 1; i < setters.Length; i++)
            {
                if (operations[_lastReturn[i - 1]].Return > operations[_lastReturn[i]].Return)
                    _lastReturn[i] = _lastReturn[i - 1];
            }

            for (var i = setters.Length - 2; i >= 0; i--)
            {
                if (operations[_firstReturn[i + 1]].Return < operations[_firstReturn[i]].Return)
                    _firstReturn[i] = _firstReturn[i + 1];
            }
        }

        /// <summary>Of those called at a time or before, the one that returned last.</summary>
        public int? LastReturnCalledBy(long time) => _calls.CountUpTo(time) is > 0 and var count ? _lastReturn[count - 1] : null;

        /// <summary>Of those called after a time, the one that returned first.</summary>
        public int? FirstReturnCalledAfter(long time) => _calls.CountUpTo(time) is var count && count < _setters.Length ? _firstReturn[count] : null;
    }

    /// <summary>Lets a key be anything, null too.</summary>
    private readonly record struct Box(TValue Value);
}
