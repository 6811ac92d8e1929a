using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Scenarios;

/// <summary>How a client loses what it holds or waits for, and how it does not.</summary>
public sealed class LossScenariosSpec
{
    private readonly ClientAndGroup _scene = new();

    [Fact(DisplayName = "A loss should be told before a keep-alive that is acknowledged too late can be taken for a renewal")]
    public void A_loss_should_be_told_before_a_late_renewal()
    {
        Hold();
        _scene.Pass(1);
        var alive = _scene.KeepAlives.Last();

        // The answer lies in the mailbox of a process that stands still: when it goes on, the answer comes before its clock has ticked.
        _scene.StandStill(10);
        _scene.Deliver(new KeepAliveAnswer(alive.Session, alive.Number));

        Assert.Equal([new Lost(1, LossReason.SessionEnded)], _scene.Told);
        Assert.Null(_scene.Session);
    }

    [Fact(DisplayName = "A keep-alive that got no answer should not be a loss: the next one keeps the session")]
    public void One_failed_keep_alive_should_not_be_a_loss()
    {
        Hold();
        _scene.Pass(1);
        Assert.Single(_scene.KeepAlives);

        for (var second = 0; second < 30; second++)
        {
            // Of each three only the third arrives.
            _scene.Pass(0.4);
            _scene.Pass(0.4);
            var third = _scene.KeepAlives.Last();
            _scene.Deliver(new KeepAliveAnswer(third.Session, third.Number));
            _scene.Pass(1);
        }

        Assert.Empty(_scene.Told);
        Assert.NotNull(_scene.Session);
    }

    [Theory(DisplayName = "A waiter whose session expired while it was in line should be told at once, by the group or by its clock, and never be granted")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_waiter_whose_session_expired_should_never_be_granted(bool isTold)
    {
        var (holder, token) = _scene.HoldByAnother();
        _scene.Acquire(1);
        _scene.Settle();
        var session = _scene.Session!.Value;
        Assert.Equal(1, _scene.Table.Locks.View(null, "").Single().Waiting);

        _scene.Choose(new ExpireSession(session));
        if (!isTold)
        {
            _scene.Answered.Clear();
            _scene.StandStill(10);
            _scene.Pass(0);
        }

        _scene.Deliver();

        Assert.Equal([new NotAcquired(1, AcquireFailure.SessionLost)], _scene.Told);
        _scene.Choose(new SessionRequest(holder, 2, 1, new Release(ClientAndGroup.Name, 1, token)));
        Assert.Empty(_scene.Answered);
        Assert.Empty(_scene.Table.Locks.View(null, ""));
    }

    private void Hold()
    {
        _scene.Acquire(1);
        _scene.Settle();
        Assert.IsType<Acquired>(Assert.Single(_scene.Told));
        _scene.Told.Clear();
    }
}
