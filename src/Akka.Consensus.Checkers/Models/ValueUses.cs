using System.Diagnostics.CodeAnalysis;

namespace Akka.Consensus.Checkers.Models;

/// <summary>
/// Who sets and who sees each value of a register. An operation of unknown outcome that sets what nobody is known to have seen is left
/// out: any order that has it is as good without it. One that is kept, then, has happened.
/// </summary>
internal sealed class ValueUses<TValue>
    where TValue : IEquatable<TValue>?
{
    private readonly IReadOnlyList<Operation<RegisterOp<TValue>>> _operations;
    private readonly Dictionary<Box, Uses> _uses = [];
    private readonly List<Uses> _all = [];

    private ValueUses(TValue initial, IReadOnlyList<Operation<RegisterOp<TValue>>> operations)
    {
        _operations = operations;
        Initial = Of(initial);
    }

    /// <summary>The uses of the initial value; nobody sets it.</summary>
    public Uses Initial { get; }

    /// <summary>The uses of every value that some kept operation has to do with.</summary>
    public IReadOnlyList<Uses> All => _all;

    /// <summary>Sorts out who uses what. False if a value is set twice.</summary>
    public static bool TryFind(TValue initial, IReadOnlyList<Operation<RegisterOp<TValue>>> operations,
        [MaybeNullWhen(false)] out ValueUses<TValue> uses)
    {
        uses = new ValueUses<TValue>(initial, operations);
        return uses.TryAddAll();
    }

    public Operation<RegisterOp<TValue>> Operation(int index) => _operations[index];

    /// <summary>The value that an operation needs to find; null for a write.</summary>
    public Uses? SeenBy(int index) => _operations[index].Content is { Request: not RegisterRequest.Write } seen ? Of(seen.Expected) : null;

    /// <summary>The value that an operation sets; null for a read.</summary>
    public Uses? SetBy(int index) => _operations[index].Content is { Request: not RegisterRequest.Read } set ? Of(set.Value) : null;

    private bool TryAddAll()
    {
        var kept = new Queue<int>();
        var doubtful = new Dictionary<Box, List<int>>();
        for (var i = 0; i < _operations.Count; i++)
        {
            if (_operations[i].IsComplete)
                kept.Enqueue(i);
            else if (_operations[i].Content.Request != RegisterRequest.Read)
                Doubtful(_operations[i].Content.Value).Add(i);
        }

        while (kept.TryDequeue(out var operation))
        {
            if (SeenBy(operation) is { } seen)
            {
                seen.Seers.Add(operation);
                var setters = Doubtful(_operations[operation].Content.Expected);
                foreach (var setter in setters)
                    kept.Enqueue(setter);
                setters.Clear();
            }

            if (SetBy(operation) is not { } set)
                continue;
            if (set == Initial || set.Setter is not null)
                return false;
            set.Setter = operation;
        }

        return true;

        List<int> Doubtful(TValue value) =>
            doubtful.TryGetValue(new Box(value), out var found) ? found : doubtful[new Box(value)] = [];
    }

    private Uses Of(TValue value)
    {
        if (_uses.TryGetValue(new Box(value), out var found))
            return found;
        _all.Add(_uses[new Box(value)] = new Uses());
        return _all[^1];
    }

    /// <summary>Who has to do with one value.</summary>
    public sealed class Uses
    {
        /// <summary>The operation that sets it.</summary>
        public int? Setter { get; set; }

        /// <summary>The reads that answered with it and the compare-and-sets that expected it.</summary>
        public List<int> Seers { get; } = [];
    }

    /// <summary>Lets a key be anything, null too.</summary>
    private readonly record struct Box(TValue Value);
}
