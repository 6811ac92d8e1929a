using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Core;
using Akka.Consensus.Locks;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Akka.Consensus.Hosting;

/// <summary>Adds Akka.Consensus to an application that is set up with Akka.Hosting.</summary>
public static class ConsensusHostingExtensions
{
    private const string RolesKey = "akka.cluster.roles";

    /// <summary>
    /// Registers <see cref="IReplicatedLocks"/>, one for the host, so that a constructor may ask for it. The ActorSystem is configured by
    /// <see cref="WithConsensus(AkkaConfigurationBuilder)"/>.
    /// </summary>
    /// <remarks>
    /// Apart from <c>WithConsensus</c>, because Akka.Hosting calls what configures the ActorSystem when the container is built already, and no
    /// service can be added any more.
    /// </remarks>
    public static IServiceCollection AddReplicatedLocks(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => ReplicatedLocks.Get(provider.GetRequiredService<ActorSystem>()));
        return services;
    }

    /// <summary>Starts the consensus of this node with the ActorSystem, as HOCON says. Call it after <c>WithClustering</c>.</summary>
    public static AkkaConfigurationBuilder WithConsensus(this AkkaConfigurationBuilder builder) => builder.WithConsensus(new ConsensusOptions());

    /// <inheritdoc cref="WithConsensus(AkkaConfigurationBuilder, ConsensusOptions)"/>
    public static AkkaConfigurationBuilder WithConsensus(this AkkaConfigurationBuilder builder, Action<ConsensusOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ConsensusOptions();
        configure(options);
        return builder.WithConsensus(options);
    }

    /// <summary>
    /// Starts the consensus of this node with the ActorSystem: a voter if it has an id, otherwise a client of the voters. Call it after
    /// <c>WithClustering</c>, whose roles it adds those of a voter to. The host fails to start if a voter's configuration or journal cannot be used.
    /// </summary>
    /// <param name="builder">The ActorSystem's builder.</param>
    /// <param name="options">What goes before HOCON.</param>
    public static AkkaConfigurationBuilder WithConsensus(this AkkaConfigurationBuilder builder, ConsensusOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.AddHocon(options.ToHocon().ToConfig(), HoconAddMode.Prepend);
        builder.AddHocon(Consensus.DefaultConfig(), HoconAddMode.Append);
        AddRoles(builder);
        return builder.StartActors((system, _) => Start(system));
    }

    private static void AddRoles(AkkaConfigurationBuilder builder)
    {
        var configured = builder.Configuration.GetOrElse(Config.Empty);
        var node = configured.GetString("akka.consensus.node-id", "");
        if (node.Length == 0)
            return;
        IEnumerable<string> needed = [configured.GetString("akka.consensus.role", ""), ConsensusSettings.RoleOf(new NodeId(node))];
        var roles = configured.GetStringList(RolesKey, []).Union(needed).ToList();
        builder.AddHocon(new Hocon("akka.cluster").Add("roles", roles).ToConfig(), HoconAddMode.Prepend);
    }

    /// <summary>A node that was meant to vote and has lost its roles on the way would be a client in silence.</summary>
    private static void Start(ActorSystem system)
    {
        var settings = Consensus.Get(system).Settings;
        if (settings.NodeId.Value.Length == 0)
            return;
        if (!system.Settings.HasCluster)
            throw new ConsensusConfigurationException($"'{settings.NodeId}' is to vote, but this ActorSystem is no member of a cluster: call WithClustering");
        if (!Cluster.Cluster.Get(system).SelfRoles.Contains(settings.Role))
        {
            throw new ConsensusConfigurationException(
                $"'{settings.NodeId}' is to vote, but lacks the cluster role '{settings.Role}': call WithConsensus after WithClustering, which sets the roles");
        }
    }
}
