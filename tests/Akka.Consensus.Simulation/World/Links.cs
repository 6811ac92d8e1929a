namespace Akka.Consensus.Simulation.World;

/// <summary>A time for each ordered pair of endpoints, 0 until it is set. Grows with the endpoints.</summary>
public sealed class Links
{
    private const int First = 32;

    private long[] _times = new long[First * First];
    private int _size = First;

    public ref long this[int from, int to]
    {
        get
        {
            if (Math.Max(from, to) >= _size)
                Grow(Math.Max(from, to) + 1);
            return ref _times[from * _size + to];
        }
    }

    public void Clear() => Array.Clear(_times);

    private void Grow(int needed)
    {
        var size = _size;
        while (size < needed)
            size *= 2;
        var times = new long[size * size];
        for (var from = 0; from < _size; from++)
            Array.Copy(_times, from * _size, times, from * size, _size);
        _times = times;
        _size = size;
    }
}
