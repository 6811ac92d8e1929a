using System.Numerics;
using System.Runtime.CompilerServices;

namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// The configurations a search has been in (Lowe, "Testing for linearizability" (2017), §3.3). It is exact: sets are compared, not their
/// hashes. A configuration is as good as seen if one was seen from which everything can follow that can follow from it: one with the
/// same return due and the same state, in which no operation that may take effect, and none that overwrites, is used up that is not used up
/// in the other; in which all that were answered there are answered; and which covers as much.
/// </summary>
internal sealed class Memo<TState>(OperationSets sets, Budget budget)
    where TState : IEquatable<TState>?
{
    private const int FirstCapacity = 64;
    private readonly int _stride = sets.Length;
    private Entry[] _entries = [];
    private ulong[] _words = [];
    private int[] _buckets = [];
    private long _reserved;

    public enum Answer
    {
        /// <summary>Not seen before; it is now.</summary>
        New,

        /// <summary>Seen before, or one as good.</summary>
        Seen,

        /// <summary>No memory is left for it.</summary>
        Full,
    }

    public int Count { get; private set; }

    public Answer Add(in Configuration<TState> configuration, ReadOnlySpan<ulong> words)
    {
        if (Count == _entries.Length && !TryGrow())
            return Answer.Full;
        var hash = Hash(configuration, words[sets.Depends]);
        ref var bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        for (var i = bucket; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash && IsAsGood(_entries[i].Configuration, configuration) && IsAsGood(Words(i), words))
                return Answer.Seen;
        }

        _entries[Count] = new Entry(hash, bucket, configuration);
        words.CopyTo(_words.AsSpan(Count * _stride));
        bucket = Count++;
        return Answer.New;
    }

    public ref readonly Configuration<TState> At(int index) => ref _entries[index].Configuration;

    public ReadOnlySpan<ulong> Words(int index) => _words.AsSpan(index * _stride, _stride);

    /// <summary>Gives the memory back to the budget. The memo must not be used any more.</summary>
    public void Free() => budget.Release(_reserved);

    private static bool IsAsGood(in Configuration<TState> seen, in Configuration<TState> other) => seen.Due == other.Due
        && EqualityComparer<TState>.Default.Equals(seen.State, other.State)
        && seen.Cover >= other.Cover && (other.IsFresh || !seen.IsFresh);

    private bool IsAsGood(ReadOnlySpan<ulong> seen, ReadOnlySpan<ulong> other) =>
        seen[sets.Depends].SequenceEqual(other[sets.Depends])
        && OperationSets.IsWithin(seen[sets.Overwrites], other[sets.Overwrites])
        && OperationSets.IsWithin(other[sets.None], seen[sets.None])
        && OperationSets.IsWithin(seen[sets.Optional], other[sets.Optional]);

    private static uint Hash(in Configuration<TState> configuration, ReadOnlySpan<ulong> depends)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = ((ulong)configuration.Due << 32 | (uint)(configuration.State?.GetHashCode() ?? 0)) * Odd;
        foreach (var word in depends)
            hash = (BitOperations.RotateLeft(hash, 29) ^ word) * Odd;
        return (uint)(hash >> 32);
    }

    private bool TryGrow()
    {
        var capacity = Math.Max(FirstCapacity, _entries.Length * 2);
        var more = (long)(capacity - _entries.Length) * (Unsafe.SizeOf<Entry>() + sizeof(ulong) * _stride + sizeof(int));
        if ((long)capacity * Math.Max(_stride, 1) > Array.MaxLength || !budget.TryReserve(more))
            return false;
        _reserved += more;
        Array.Resize(ref _entries, capacity);
        Array.Resize(ref _words, capacity * _stride);
        _buckets = new int[capacity];
        Array.Fill(_buckets, -1);
        for (var i = 0; i < Count; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (uint)(capacity - 1)];
            _entries[i].Next = bucket;
            bucket = i;
        }

        return true;
    }

    private struct Entry(uint hash, int next, Configuration<TState> configuration)
    {
        public readonly uint Hash = hash;
        public int Next = next;
        public readonly Configuration<TState> Configuration = configuration;
    }
}
