using Akka.Hosting;

namespace Akka.Consensus.Hosting;

/// <summary>Adds the lease of Akka.Coordination that Cluster Singleton, Cluster Sharding and the downing strategy <c>lease-majority</c> can use.</summary>
public static class ConsensusLeaseExtensions
{
    private static readonly TimeSpan UsualQuorumTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds <c>akka.coordination.lease.consensus</c>, as HOCON says.</summary>
    public static AkkaConfigurationBuilder WithConsensusLease(this AkkaConfigurationBuilder builder) =>
        builder.WithConsensusLease(new ConsensusLeaseOption());

    /// <inheritdoc cref="WithConsensusLease(AkkaConfigurationBuilder, ConsensusLeaseOption)"/>
    public static AkkaConfigurationBuilder WithConsensusLease(this AkkaConfigurationBuilder builder, Action<ConsensusLeaseOption> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var option = new ConsensusLeaseOption();
        configure(option);
        return builder.WithConsensusLease(option);
    }

    /// <summary>
    /// Adds <c>akka.coordination.lease.consensus</c>. When the host has started a quorum of the voters is asked for, and its absence logged as an
    /// error: without one no lease is granted, so no singleton and no shard starts. The host itself does not wait: the first node of a new cluster
    /// could never start if it waited for the others.
    /// </summary>
    /// <param name="builder">The ActorSystem's builder.</param>
    /// <param name="option">What goes before HOCON.</param>
    public static AkkaConfigurationBuilder WithConsensusLease(this AkkaConfigurationBuilder builder, ConsensusLeaseOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        option.Apply(builder);
        return builder.AddStartup((system, _) => QuorumWatch.Start(system, option.QuorumTimeout ?? UsualQuorumTimeout));
    }
}
