using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Scenarios;

/// <summary>A grant that meets a caller who does not want it any more, and answers that are lost, late or doubled.</summary>
public sealed class RaceScenariosSpec
{
    private readonly ClientAndGroup _scene = new();

    /// <summary>What becomes of the answers that are under way when the race is decided.</summary>
    public enum Fate
    {
        Arrive,
        ArriveReversed,
        ArriveTwice,
        AreLost,
    }

    public static TheoryData<bool, bool, Fate> Races
    {
        get
        {
            var races = new TheoryData<bool, bool, Fate>();
            foreach (var isTimeout in new[] { false, true })
            {
                foreach (var isGrantFirst in new[] { false, true })
                {
                    foreach (var fate in Enum.GetValues<Fate>())
                        races.Add(isTimeout, isGrantFirst, fate);
                }
            }

            return races;
        }
    }

    [Theory(DisplayName = "A cancel or a timeout that races the grant should leave nobody with the lock, whatever becomes of the answers")]
    [MemberData(nameof(Races))]
    public void A_cancel_or_timeout_that_races_the_grant_should_leave_no_orphan(bool isTimeout, bool isGrantFirst, Fate fate)
    {
        var (holder, token) = _scene.HoldByAnother();
        _scene.Acquire(1, isTimeout ? TimeSpan.FromSeconds(1) : null);
        _scene.Settle();
        var release = new SessionRequest(holder, 2, 1, new Release(ClientAndGroup.Name, 1, token));

        if (isGrantFirst)
            _scene.Choose(release);
        if (isTimeout)
            _scene.Pass(1.01);
        else
            _scene.Cancel(1);
        _scene.Choose();
        if (!isGrantFirst)
            _scene.Choose(release);
        Suffer(fate);

        // What got no answer is asked again, and a keep-alive tells a client of what it holds.
        _scene.Settle();
        _scene.Pass(0.41);
        _scene.Settle();

        var reason = isTimeout ? AcquireFailure.TimedOut : AcquireFailure.Cancelled;
        Assert.Equal([new NotAcquired(1, reason)], _scene.Told.Where(told => told is not GivenBack));
        Assert.Empty(_scene.Table.Locks.View(null, ""));
        Assert.Equal(0, _scene.Table.Locks.Count);
    }

    [Fact(DisplayName = "A lost answer and a retry should give one hold and one token")]
    public void A_lost_answer_and_a_retry_should_give_one_hold()
    {
        _scene.Acquire(1);
        _scene.Choose();
        _scene.Deliver();
        _scene.Choose();
        var token = _scene.Table.Locks.View(null, "").Single().Token;
        _scene.Answered.Clear();

        _scene.Pass(0.41);
        Assert.IsType<Acquire>(Assert.IsType<SessionRequest>(Assert.Single(_scene.Asked)).Body);
        _scene.Settle();

        Assert.Equal(token, Assert.IsType<Acquired>(Assert.Single(_scene.Told)).Token);
        Assert.Equal((token, 0), _scene.Table.Locks.View(null, "").Select(l => (l.Token, l.Waiting)).Single());
    }

    [Fact(DisplayName = "A release whose answer was lost, and that is sent again, should not free the next holder")]
    public void A_lost_release_and_a_retry_should_not_free_the_next_holder()
    {
        _scene.Acquire(1);
        _scene.Settle();
        _scene.Acquire(2);
        _scene.Settle();
        _scene.Release(1);
        _scene.Choose();
        var next = _scene.Table.Locks.View(null, "").Single();
        _scene.Answered.Clear();

        _scene.Pass(0.41);
        Assert.IsType<Release>(Assert.IsType<SessionRequest>(Assert.Single(_scene.Asked)).Body);
        _scene.Settle();

        Assert.Equal(next, _scene.Table.Locks.View(null, "").Single());
        Assert.Contains(new GivenBack(1), _scene.Told);
        Assert.DoesNotContain(new GivenBack(2), _scene.Told);
    }

    private void Suffer(Fate fate)
    {
        switch (fate)
        {
            case Fate.ArriveReversed:
                _scene.Answered.Reverse();
                break;
            case Fate.ArriveTwice:
                _scene.Answered.AddRange(_scene.Answered.ToList());
                break;
            case Fate.AreLost:
                _scene.Answered.Clear();
                break;
        }

        _scene.Deliver();
    }
}
