namespace Akka.Consensus.Simulation.Exploration.Engine;

/// <summary>Hands out the bits of a packed state, field after field. No field lies across two words.</summary>
public sealed class Layout
{
    private const int WordBits = 64;
    private int _used;

    /// <summary>How many words the fields take.</summary>
    public int Words => Math.Max(1, (_used + WordBits - 1) / WordBits);

    /// <summary>A field that can hold the numbers below <paramref name="values"/>.</summary>
    public Field Add(int values)
    {
        var width = 1;
        while (1L << width < values)
            width++;
        if (_used % WordBits + width > WordBits)
            _used += WordBits - _used % WordBits;
        var field = new Field(_used / WordBits, _used % WordBits, (1UL << width) - 1);
        _used += width;
        return field;
    }
}

/// <summary>A small number within a packed state.</summary>
public readonly record struct Field(int Word, int Shift, ulong Mask)
{
    /// <summary>Its value.</summary>
    public int Get(ReadOnlySpan<ulong> state) => (int)(state[Word] >> Shift & Mask);

    /// <summary>Changes it.</summary>
    public void Set(Span<ulong> state, int value) => state[Word] = state[Word] & ~(Mask << Shift) | (ulong)value << Shift;

    /// <summary>Whether a field of one bit is set.</summary>
    public bool Has(ReadOnlySpan<ulong> state) => (state[Word] >> Shift & Mask) != 0;
}
