namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// Which of the operations that are open have taken effect, as bits: those that must take effect by slot, one part for each effect, and
/// then those that may.
/// </summary>
internal readonly struct OperationSets
{
    private const int WordBits = 64;

    private OperationSets(int depends, int overwrites, int none, int optional)
    {
        Overwrites = depends..(depends + overwrites);
        None = Overwrites.End..(Overwrites.End.Value + none);
        Optional = None.End..(None.End.Value + optional);
        Depends = ..depends;
    }

    /// <summary>The words of operations whose effect depends on the state.</summary>
    public Range Depends { get; }

    /// <summary>The words of operations that overwrite the state.</summary>
    public Range Overwrites { get; }

    /// <summary>The words of operations without effect.</summary>
    public Range None { get; }

    /// <summary>The words of operations that may take effect.</summary>
    public Range Optional { get; }

    /// <summary>How many words there are.</summary>
    public int Length => Optional.End.Value;

    /// <summary>How many bits there are.</summary>
    public int Bits => Length * WordBits;

    public static OperationSets For<TOp>(Timeline<TOp> line) => new(
        Words(line.SlotsOf(StateEffect.Depends)), Words(line.SlotsOf(StateEffect.Overwrites)), Words(line.SlotsOf(StateEffect.None)), Words(line.Optional));

    /// <summary>The bit of an operation.</summary>
    public int BitOf<TOp>(Timeline<TOp> line, int operation) => operation >= line.Required
        ? Optional.Start.Value * WordBits + operation - line.Required
        : line.Slots[operation] + WordBits * line.Effects[operation] switch
        {
            StateEffect.Depends => Depends.Start.Value,
            StateEffect.Overwrites => Overwrites.Start.Value,
            _ => None.Start.Value,
        };

    public static void Set(Span<ulong> words, int bit) => words[bit / WordBits] |= 1UL << bit % WordBits;

    public static void Clear(Span<ulong> words, int bit) => words[bit / WordBits] &= ~(1UL << bit % WordBits);

    public static bool IsSet(ReadOnlySpan<ulong> words, int bit) => (words[bit / WordBits] & 1UL << bit % WordBits) != 0;

    /// <summary>Whether every operation of one set is in the other.</summary>
    public static bool IsWithin(ReadOnlySpan<ulong> small, ReadOnlySpan<ulong> large)
    {
        for (var i = 0; i < small.Length; i++)
        {
            if ((small[i] & ~large[i]) != 0)
                return false;
        }

        return true;
    }

    private static int Words(int bits) => (bits + WordBits - 1) / WordBits;
}
