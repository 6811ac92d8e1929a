namespace Akka.Consensus.Hosting;

/// <summary>What is asked to see whether a quorum answers.</summary>
internal static class QuorumProbe
{
    /// <summary>The name of a lock that nobody takes: the answer is short, and linearizable, which needs a quorum.</summary>
    public const string Lock = "akka.consensus.quorum";
}
