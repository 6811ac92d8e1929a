using Akka.Consensus.Actors;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Hosting;
using Akka.Consensus.Locks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>What a process is told of its session.</summary>
public sealed class SessionStateSpec
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact(DisplayName = "A session should be held, suspended, or none, by its deadlines")]
    public void A_session_should_be_judged_by_its_deadlines()
    {
        var session = new CurrentSession();
        Assert.Equal(SessionState.None, session.State);

        using var lease = new SessionLease(new SessionId(1), Clock.Now + Long, Clock.Now + Long);
        session.Lease = lease;
        Assert.Equal(SessionState.Held, session.State);

        lease.Extend(Clock.Now + Long, Clock.Now);
        Assert.Equal(SessionState.Suspended, session.State);

        lease.Extend(Clock.Now, Clock.Now);
        Assert.Equal(SessionState.None, session.State);
    }

    [Theory(DisplayName = "The health check should be degraded while the session is suspended")]
    [InlineData(SessionState.None, HealthStatus.Healthy)]
    [InlineData(SessionState.Held, HealthStatus.Healthy)]
    [InlineData(SessionState.Suspended, HealthStatus.Degraded)]
    public void The_health_check_should_be_degraded_while_suspended(SessionState state, HealthStatus status) =>
        Assert.Equal(status, SessionHealthCheck.Of(state).Status);
}
