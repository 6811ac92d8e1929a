namespace Akka.Consensus.Simulation.Exploration.Engine;

/// <summary>
/// The distinct states that were found, numbered in that order, each with the state from which it was first reached. Not thread-safe.
/// </summary>
/// <remarks>A state takes its words, and 12 to 20 bytes: states are compared in full, not by a hash.</remarks>
public sealed class StateStore(int words)
{
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<ulong[]> _states = [];
    private readonly List<int[]> _parents = [];
    private int[] _slots = new int[1 << 10];

    /// <summary>How many states there are.</summary>
    public int Count { get; private set; }

    /// <summary>The words of a state.</summary>
    public ReadOnlySpan<ulong> this[int number] => _states[number >> ChunkBits].AsSpan((number & (ChunkSize - 1)) * words, words);

    /// <summary>The state from which a state was first reached; its own number for the first.</summary>
    public int ParentOf(int number) => _parents[number >> ChunkBits][number & (ChunkSize - 1)];

    /// <summary>Adds a state.</summary>
    /// <returns>Whether it was new.</returns>
    public bool Add(ReadOnlySpan<ulong> state, int parent)
    {
        ref var slot = ref Find(state);
        if (slot != 0)
            return false;
        var offset = Count & (ChunkSize - 1);
        if (offset == 0)
        {
            _states.Add(new ulong[ChunkSize * words]);
            _parents.Add(new int[ChunkSize]);
        }

        state.CopyTo(_states[^1].AsSpan(offset * words, words));
        _parents[^1][offset] = parent;
        slot = ++Count;
        if (Count > _slots.Length / 2)
            Grow();
        return true;
    }

    private ref int Find(ReadOnlySpan<ulong> state)
    {
        var mask = _slots.Length - 1;
        for (var at = (int)(Hash(state) & (ulong)mask); ; at = (at + 1) & mask)
        {
            if (_slots[at] == 0 || this[_slots[at] - 1].SequenceEqual(state))
                return ref _slots[at];
        }
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var number = 0; number < Count; number++)
            Find(this[number]) = number + 1;
    }

    // The same in every process, so that a run takes as long as the one before.
    private static ulong Hash(ReadOnlySpan<ulong> state)
    {
        var hash = 0UL;
        foreach (var word in state)
        {
            hash = (hash ^ word) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return hash;
    }
}
