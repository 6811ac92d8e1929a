using Akka.Consensus.Client;
using Akka.Consensus.Locks;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Consensus.Hosting;

/// <summary>
/// <c>akka.consensus.quorum</c>: healthy while a quorum of the voters answers a linearizable read in time. Degraded if it does, but this node was a
/// voter and has stopped to vote for good.
/// </summary>
/// <param name="timeout">How long the read may take.</param>
public sealed class QuorumHealthCheck(TimeSpan timeout) : IAkkaHealthCheck
{
    /// <summary>Its name.</summary>
    public const string Name = "akka.consensus.quorum";

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await ReplicatedLocks.Get(context.ActorSystem).ListAsync(QuorumProbe.Lock, timeout: timeout, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is ConsensusUnavailableException or ConsensusOverloadedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"no quorum of the voters answered: {missing.Message}");
        }

        var failed = Consensus.Get(context.ActorSystem).Failed;
        return failed.IsCompleted
            ? HealthCheckResult.Degraded($"a quorum of the voters answers, without this node: {await failed.ConfigureAwait(false)}")
            : HealthCheckResult.Healthy("a quorum of the voters answers");
    }
}
