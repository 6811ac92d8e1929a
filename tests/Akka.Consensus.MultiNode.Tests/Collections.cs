using Xunit;

// Most of these tests wait for most of their time: for processes to start, for a time to live to pass. Two at a time wait together.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// Tests that keep all cores busy, or whose leader must not change because another test does: one at a time, and nothing beside them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
