namespace Akka.Consensus.Simulation.Faults;

/// <summary>How often each fault struck.</summary>
public sealed class FaultCounts
{
    private readonly long[] _counts = new long[FaultTable.Rows.Count];

    public long this[Fault fault] => _counts[(int)fault];

    public long Total => _counts.Sum();

    public void Count(Fault fault) => _counts[(int)fault]++;

    public void Add(FaultCounts others)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += others._counts[i];
    }
}
