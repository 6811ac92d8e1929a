using Akka.Consensus.DistributedLock;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>Two processes, each with a provider, and the cluster that all these specs share.</summary>
[Collection(nameof(SharedCluster))]
public abstract class ProviderSpec(TestCluster cluster)
{
    protected static TimeSpan Patience => TimeSpan.FromMinutes(1);

    protected TestCluster Cluster => cluster;

    protected IReplicatedLocks Locks => ReplicatedLocks.Get(cluster.Node(0));

    protected ConsensusDistributedSynchronizationProvider First { get; } = new(cluster.Node(0));

    protected ConsensusDistributedSynchronizationProvider Second { get; } = new(cluster.Node(1));

    /// <summary>Until so many wait for a lock.</summary>
    protected async Task WaitingAsync(string name, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await Locks.DescribeAsync(name, cancellationToken: patience.Token)).Waiting != count)
            await Task.Delay(10, patience.Token);
    }
}

/// <summary>One cluster for all specs of the provider.</summary>
[CollectionDefinition(nameof(SharedCluster))]
public sealed class SharedCluster : ICollectionFixture<TestCluster>;
