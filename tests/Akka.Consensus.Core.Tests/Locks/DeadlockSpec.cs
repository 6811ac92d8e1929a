using Akka.Consensus.Core.Locks;
using Xunit;
using static Akka.Consensus.Core.Tests.Locks.TableOfLocks;

namespace Akka.Consensus.Core.Tests.Locks;

/// <summary>The request that closes a circle is refused; no other is.</summary>
public sealed class DeadlockSpec
{
    private readonly TableOfLocks _locks = new();

    [Fact(DisplayName = "Two owners who want each other's locks should be a deadlock, spelled out")]
    public void Two_owners_should_be_a_deadlock()
    {
        _locks.Hold(1, Whole("a", party: 1));
        var second = _locks.Hold(2, Whole("b", party: 5));
        var waiting = _locks.Wait(1, Whole("b", party: 1));

        var (answer, refused) = _locks.Ask(2, Whole("a", party: 5));

        Assert.Equal(new Deadlock("owner 5 of client 2 waits for 'a', which needs owner 1 of client 1; "
            + "owner 1 of client 1 waits for 'b', which needs owner 5 of client 2"), answer);
        Assert.Equal(RequestState.Gone, _locks.Table.StateOf(refused));
        Assert.Contains(_locks.Table.Events, e => e.Kind == LockEventKind.Deadlocked && e.Owner == refused);
        _locks.Release(second, "b");
        Assert.Equal([waiting], _locks.Served);
    }

    [Fact(DisplayName = "A circle of many owners, some of whom only stand in line, should be found")]
    public void A_circle_of_many_should_be_found()
    {
        for (var i = 1; i <= 5; i++)
            _locks.Hold(i, Whole($"lock {i}", party: 1));
        _locks.Wait(9, Whole("lock 2")); // has no name of its own, holds nothing, and stands between owners 1 and 2
        for (var i = 1; i <= 4; i++)
            _locks.Wait(i, Whole($"lock {i + 1}", party: 1));

        var deadlock = Assert.IsType<Deadlock>(_locks.Ask(5, Whole("lock 1", party: 1)).Answer);

        for (var i = 1; i <= 5; i++)
            Assert.Contains($"owner 1 of client {i} waits for 'lock {i % 5 + 1}'", deadlock.Cycle, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Two who share a lock and want all of it should be a deadlock, and the first should get it when the second gives up its part")]
    public void Two_upgrades_should_be_a_deadlock()
    {
        _locks.Hold(1, Part(party: 1));
        var second = _locks.Hold(2, Part(party: 1));
        var all = _locks.Wait(1, Whole(party: 1));

        Assert.IsType<Deadlock>(_locks.Ask(2, Whole(party: 1)).Answer);

        _locks.Release(second);
        Assert.Equal([all], _locks.Served);
    }

    [Fact(DisplayName = "An owner that waits for permits it holds itself should be a deadlock")]
    public void Permits_of_ones_own_should_be_a_deadlock()
    {
        _locks.Hold(1, Permits(2, 2, party: 1));

        Assert.IsType<Deadlock>(_locks.Ask(1, Permits(1, 2, party: 1)).Answer);
    }

    [Fact(DisplayName = "A semaphore that another may free should not be a deadlock")]
    public void A_semaphore_that_another_may_free_should_be_none()
    {
        _locks.Hold(1, Permits(1, 2, party: 1));
        _locks.Hold(3, Permits(1, 2));
        _locks.Hold(2, Whole(party: 1));
        _locks.Wait(2, Permits(1, 2, party: 1));

        Assert.IsType<Queued>(_locks.Ask(1, Whole(party: 1)).Answer);
    }

    [Fact(DisplayName = "Requests without an owner should never be refused: nobody knows who would wait for whom")]
    public void Requests_without_an_owner_should_never_be_refused()
    {
        _locks.Hold(1, Whole("a"));
        _locks.Hold(2, Whole("b"));
        _locks.Wait(1, Whole("b"));

        Assert.IsType<Queued>(_locks.Ask(2, Whole("a")).Answer);
    }

    [Fact(DisplayName = "A request that goes before another should be refused where that other would then wait for itself")]
    public void A_request_that_closes_a_circle_behind_it_should_be_refused()
    {
        // Owner 1 has a part of x, and waits for y of owner 2, which waits for x: fine, while all that 2 wants is the other's part.
        _locks.Hold(3, Part("x") with { Mode = LockMode.Upgradeable, Party = 1 });
        _locks.Hold(1, Part("x", party: 1));
        _locks.Hold(2, Whole("y", party: 1));
        _locks.Wait(2, Part("x") with { Mode = LockMode.Upgradeable, Party = 1 });
        _locks.Wait(1, Whole("y", party: 1));

        Assert.IsType<Deadlock>(_locks.Ask(1, Whole("x", party: 1)).Answer);
    }

    [Fact(DisplayName = "What has been refused should leave no trace for those who come later")]
    public void What_has_been_refused_should_leave_no_trace()
    {
        var first = _locks.Hold(1, Whole("a", party: 1));
        _locks.Hold(2, Whole("b", party: 1));
        var waiting = _locks.Wait(1, Whole("b", party: 1));
        Assert.IsType<Deadlock>(_locks.Ask(2, Both("a", "new", party: 1)).Answer);
        Assert.Equal(["a", "b"], _locks.Table.Names);

        _locks.Cancel(waiting, "b");
        var again = _locks.Wait(2, Both("a", "new", party: 1));
        _locks.Release(first, "a");

        Assert.Equal([again], _locks.Served);
    }
}
