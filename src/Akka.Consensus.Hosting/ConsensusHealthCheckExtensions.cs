using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Consensus.Hosting;

/// <summary>Adds health checks to those of the host.</summary>
public static class ConsensusHealthCheckExtensions
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(2);
    private static readonly string[] UsualTags = ["akka", "ready", "akka.consensus"];

    /// <summary>Adds <see cref="QuorumHealthCheck"/> and <see cref="SessionHealthCheck"/>.</summary>
    /// <param name="builder">The ActorSystem's builder.</param>
    /// <param name="quorumTimeout">How long a quorum may take to answer; null for two seconds, which a change of leader fits into.</param>
    /// <param name="failureStatus">What the host is told without a quorum; null for unhealthy.</param>
    /// <param name="tags">By which the host chooses checks; null for <c>akka</c>, <c>ready</c> and <c>akka.consensus</c>.</param>
    public static AkkaConfigurationBuilder WithConsensusHealthChecks(this AkkaConfigurationBuilder builder, TimeSpan? quorumTimeout = null,
        HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var given = tags?.ToArray() ?? UsualTags;
        var quorum = new QuorumHealthCheck(quorumTimeout ?? UsualTimeout);
        return builder
            .WithHealthCheck(new AkkaHealthCheckRegistration(QuorumHealthCheck.Name, quorum, failureStatus, given))
            .WithHealthCheck(new AkkaHealthCheckRegistration(SessionHealthCheck.Name, new SessionHealthCheck(), failureStatus, given));
    }
}
