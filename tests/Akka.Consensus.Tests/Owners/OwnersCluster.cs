using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Akka.Remote.Transport;
using Xunit;

namespace Akka.Consensus.Tests.Owners;

/// <summary>One cluster for all specs of those who own something in it: its processes can be cut off.</summary>
public sealed class OwnersCluster : IAsyncLifetime
{
    public const string Name = "owners";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public TestCluster Cluster { get; } = TestCluster.ThatCanBeCut();

    /// <summary>The locks of the first voter.</summary>
    public IReplicatedLocks First => ReplicatedLocks.Get(Cluster.Node(0));

    /// <summary>The locks of the second voter.</summary>
    public IReplicatedLocks Second => ReplicatedLocks.Get(Cluster.Node(1));

    public Task InitializeAsync() => Cluster.InitializeAsync();

    public Task DisposeAsync() => Cluster.DisposeAsync();

    /// <summary>What happened to a lock, in order.</summary>
    public async Task<IReadOnlyList<LockEventKind>> EventsOfAsync(string name) =>
        [.. (await First.ListEventsAsync(name: name)).Events.Select(e => e.Kind)];

    /// <summary>Waits until so many wait for a lock.</summary>
    public async Task WaitingAsync(string name, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await First.DescribeAsync(name, cancellationToken: patience.Token)).Waiting != count)
            await Task.Delay(10, patience.Token);
    }

    /// <summary>Nothing reaches the process, or nothing leaves it, or neither.</summary>
    public Task CutAsync(ActorSystem process, ThrottleTransportAdapter.Direction direction = ThrottleTransportAdapter.Direction.Both) =>
        Cluster.SetThrottleAsync(process, direction, Blackhole.Instance);

    /// <summary>Everything passes again.</summary>
    public Task MendAsync(ActorSystem process) => Cluster.SetThrottleAsync(process, ThrottleTransportAdapter.Direction.Both, Unthrottled.Instance);
}

[CollectionDefinition(OwnersCluster.Name)]
public sealed class OwnersSpecs : ICollectionFixture<OwnersCluster>;
