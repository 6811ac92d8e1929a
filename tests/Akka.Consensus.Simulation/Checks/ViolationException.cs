namespace Akka.Consensus.Simulation.Checks;

/// <summary>Something that must always hold did not.</summary>
/// <param name="id">Which: a name of the list of oracles.</param>
/// <param name="what">What was seen instead.</param>
public sealed class ViolationException(string id, string what) : Exception($"{id}: {what}")
{
    public string Id { get; } = id;
}
