namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>Where a resource manager stands in a transaction.</summary>
public enum ResourceManager
{
    Working,
    Prepared,
    Committed,
    Aborted,
}
