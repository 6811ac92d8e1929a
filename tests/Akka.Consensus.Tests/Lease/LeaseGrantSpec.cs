using Akka.Consensus.Actors;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Lease;
using Xunit;

namespace Akka.Consensus.Tests.Lease;

/// <summary>One term of a lease, on a session whose deadline is set by hand.</summary>
public sealed class LeaseGrantSpec : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SessionLease _session = new(new SessionId(1), Clock.Now + Hour, Clock.Now + Hour);
    private readonly Losses _told = new();
    private readonly LeaseGrant _grant;

    public LeaseGrantSpec()
    {
        var handle = Handles.Of(_session);
        _session.Add(handle);
        _grant = new LeaseGrant(handle, _told.Add);
    }

    [Fact(DisplayName = "A lease should be held while its deadline has not passed, suspended or not, and not a moment longer, though nobody says so")]
    public void A_lease_should_be_held_until_its_deadline()
    {
        Assert.True(_grant.IsHeld);
        _session.Extend(Clock.Now + Hour, Clock.Now - Hour);
        Assert.True(_grant.IsHeld);

        _session.Extend(Clock.Now - Hour, Clock.Now - Hour);

        Assert.False(_grant.IsHeld);
        Assert.False(_grant.TryGiveBack());
    }

    [Fact(DisplayName = "A loss before anybody watches should be told when somebody does, once, and with the reason")]
    public async Task A_loss_before_anybody_watches_should_be_told()
    {
        var reason = new InvalidOperationException("the reason");
        _session.Lose();

        _grant.Watch(reason, failure => Assert.Fail(failure.Message));
        _grant.Watch(reason, failure => Assert.Fail(failure.Message));

        Assert.Same(reason, await _told.FirstAsync());
        Assert.Equal(1, _told.Count);
    }

    [Fact(DisplayName = "What was given back should not be told as lost, nor be given back twice")]
    public void What_was_given_back_should_not_be_told_as_lost()
    {
        Assert.True(_grant.TryGiveBack());
        Assert.False(_grant.TryGiveBack());
        Assert.False(_grant.IsHeld);

        _session.Lose();
        _grant.Watch(new InvalidOperationException(), failure => Assert.Fail(failure.Message));

        Assert.Equal(0, _told.Count);
    }

    public void Dispose() => _session.Dispose();
}
