using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Consensus.Lease;
using Akka.Hosting;
using Akka.Hosting.Coordination;

namespace Akka.Consensus.Hosting;

/// <summary>
/// The lease of Akka.Consensus, for the options of Akka.Cluster.Hosting that take one: <c>ClusterSingletonOptions</c>, <c>ShardOptions</c> and
/// <c>LeaseMajorityOption</c> (their <c>LeaseImplementation</c>). A property that is null leaves what HOCON says.
/// </summary>
/// <remarks>Akka.Cluster.Hosting takes only the path from it: give it, or nothing, to <c>WithConsensusLease</c> as well.</remarks>
public sealed class ConsensusLeaseOption : LeaseOptionBase
{
    /// <summary>How long <c>Acquire</c> asks again while the cluster does not answer, and <c>Release</c> waits.</summary>
    public TimeSpan? OperationTimeout { get; set; }

    /// <summary>The longest time for which the lease of a crashed node may be held: not shorter than the session's time to live.</summary>
    public TimeSpan? HeartbeatTimeout { get; set; }

    /// <summary>
    /// How long after the start of the host a quorum of the voters may take to answer before an error is logged; 30 s if it is null. The host
    /// starts meanwhile.
    /// </summary>
    public TimeSpan? QuorumTimeout { get; set; }

    /// <inheritdoc/>
    public override string ConfigPath => "akka.coordination.lease.consensus";

    /// <inheritdoc/>
    public override Type Class => typeof(ConsensusLease);

    /// <summary>Adds the lease's configuration. Called by <c>WithConsensusLease</c>.</summary>
    public override void Apply(AkkaConfigurationBuilder builder, Setup? setup = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddHocon(ToHocon(), HoconAddMode.Prepend);
        builder.AddHocon(Consensus.DefaultConfig(), HoconAddMode.Append);
    }

    private Config ToHocon() => new Hocon(ConfigPath)
        .Add("lease-class", $"{Class.FullName}, {Class.Assembly.GetName().Name}")
        .Add("lease-operation-timeout", OperationTimeout)
        .Add("heartbeat-timeout", HeartbeatTimeout)
        .ToConfig();
}
