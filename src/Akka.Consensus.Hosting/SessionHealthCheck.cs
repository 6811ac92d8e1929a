using Akka.Consensus.Locks;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Consensus.Hosting;

/// <summary>
/// <c>akka.consensus.session</c>: healthy while the process's session is held, or there is none, because nothing is held; degraded while it is
/// suspended, because the cluster has not answered for half its time to live. Asks nobody.
/// </summary>
public sealed class SessionHealthCheck : IAkkaHealthCheck
{
    /// <summary>Its name.</summary>
    public const string Name = "akka.consensus.session";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(Of(ReplicatedLocks.Get(context.ActorSystem).Session));
    }

    internal static HealthCheckResult Of(SessionState state)
    {
        var data = new Dictionary<string, object> { ["session"] = state.ToString() };
        return state switch
        {
            SessionState.Held => HealthCheckResult.Healthy("the session is held", data),
            SessionState.None => HealthCheckResult.Healthy("there is no session: nothing is held", data),
            _ => HealthCheckResult.Degraded("the session is suspended: the cluster does not answer, and the locks will be lost", data: data),
        };
    }
}
