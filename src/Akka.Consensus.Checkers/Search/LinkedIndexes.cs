namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// The indexes 0 to n - 1 in order, some of them removed. A removed index still knows its neighbours, so that it can be put back
/// in one step as long as removals are undone in reverse order (Knuth, "Dancing Links").
/// </summary>
internal sealed class LinkedIndexes
{
    private readonly int[] _next;
    private readonly int[] _previous;

    public LinkedIndexes(int count)
    {
        End = count;
        _next = new int[count + 1];
        _previous = new int[count + 1];
        for (var i = 0; i <= count; i++)
        {
            _next[i] = i == count ? 0 : i + 1;
            _previous[i] = i == 0 ? count : i - 1;
        }
    }

    /// <summary>What comes after the last index.</summary>
    public int End { get; }

    /// <summary>The first index, or <see cref="End"/>.</summary>
    public int First => _next[End];

    /// <summary>The index after one that may itself have been removed last; or <see cref="End"/>.</summary>
    public int After(int index) => _next[index];

    public void Remove(int index)
    {
        _next[_previous[index]] = _next[index];
        _previous[_next[index]] = _previous[index];
    }

    public void Restore(int index)
    {
        _next[_previous[index]] = index;
        _previous[_next[index]] = index;
    }
}
