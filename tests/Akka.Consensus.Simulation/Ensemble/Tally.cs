namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>How often each probe of a subject was hit.</summary>
public sealed class Tally<TProbe>
    where TProbe : struct, Enum
{
    private readonly SortedDictionary<TProbe, long> _hits = new(Enum.GetValues<TProbe>().ToDictionary(p => p, _ => 0L));

    /// <summary>In the order of the probes.</summary>
    public IReadOnlyList<long> Hits => [.. _hits.Values];

    public void Hit(TProbe probe) => _hits[probe]++;
}
