using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;
using static Akka.Consensus.Core.Tests.Locks.TableOfLocks;

namespace Akka.Consensus.Core.Tests.Locks;

/// <summary>Shared locks, semaphores, several at once, the same again, all of it after a part.</summary>
public sealed class LockModesSpec
{
    private readonly TableOfLocks _locks = new(new TableLimits { Reentries = 3 });

    [Fact(DisplayName = "Readers should hold a lock together, and in the order of the line with writers: none is overtaken")]
    public void Readers_should_hold_together_and_overtake_no_writer()
    {
        var (one, two) = (_locks.Hold(1, Part()), _locks.Hold(2, Part()));
        var writer = _locks.Wait(3, Whole());
        var (late, later) = (_locks.Wait(4, Part()), _locks.Wait(5, Part()));

        _locks.Release(one);
        Assert.Empty(_locks.Served);
        _locks.Release(two);
        Assert.Equal([writer], _locks.Served);
        _locks.Release(writer);
        Assert.Equal([writer, late, later], _locks.Served);
    }

    [Fact(DisplayName = "A writer that leaves the line should let those in who stood behind it for its sake alone")]
    public void A_writer_that_leaves_the_line_should_let_readers_in()
    {
        _locks.Hold(1, Part());
        var writer = _locks.Wait(2, Whole());
        var reader = _locks.Wait(3, Part());

        Assert.IsType<Cancelled>(_locks.Cancel(writer));

        Assert.Equal([reader], _locks.Served);
    }

    [Fact(DisplayName = "A semaphore should never give out more permits than it has, nor serve a small request before a large one that came first")]
    public void A_semaphore_should_serve_in_order()
    {
        var (two, one) = (_locks.Hold(1, Permits(2, 4)), _locks.Hold(2, Permits(1, 4)));
        var large = _locks.Wait(3, Permits(3, 4));
        var small = _locks.Wait(4, Permits(1, 4));

        _locks.Release(one, "pool");
        Assert.Empty(_locks.Served);
        _locks.Release(two, "pool");

        Assert.Equal([large, small], _locks.Served);
    }

    [Fact(DisplayName = "The permits of a semaphore should be those of its first use while it is in use, and free to be others afterwards")]
    public void The_permits_should_be_those_of_the_first_use()
    {
        var first = _locks.Hold(1, Permits(1, 4));

        Assert.Equal(new Mismatch("pool", 4), _locks.Ask(2, Permits(1, 5)).Answer);
        Assert.Equal(new Mismatch("pool", 4), _locks.Ask(2, Whole("pool")).Answer);
        _locks.Hold(3, Whole());
        Assert.Equal(new Mismatch("x", 0), _locks.Ask(2, Permits(1, 4) with { Name = "x" }).Answer);

        _locks.Release(first, "pool");
        _locks.Hold(2, Permits(1, 5));
    }

    [Fact(DisplayName = "Several locks should be granted in one entry or not at all, and keep their places in all lines meanwhile")]
    public void Several_locks_should_be_granted_in_one_entry()
    {
        var holder = _locks.Hold(1, Whole("b"));
        var both = _locks.Wait(2, Both("a", "b"));
        var behind = _locks.Wait(3, Whole("a"));
        Assert.Null(_locks.Table.GrantOf(both));
        Assert.Empty(_locks.Table.HoldersOf("a"));

        _locks.Release(holder, "b");

        Assert.Equal([both], _locks.Served);
        var granted = _locks.Table.GrantOf(both)!;
        Assert.Equal(granted.Token, _locks.Table.HoldersOf("a").Single().Token);
        Assert.Equal(Assert.Single(granted.Others), _locks.Table.HoldersOf("b").Single().Token);
        _locks.Release(both, "a");
        Assert.Equal([both, behind], _locks.Served);
        Assert.Empty(_locks.Table.HoldersOf("b"));
    }

    [Fact(DisplayName = "Those who ask for several locks in opposite orders should not wait for each other")]
    public void Opposite_orders_should_not_be_a_deadlock()
    {
        var first = _locks.Hold(1, Both("a", "b", party: 1));
        var second = _locks.Wait(2, Both("b", "a", party: 1));

        _locks.Release(first, "a");

        Assert.Equal([second], _locks.Served);
    }

    [Theory(DisplayName = "A request that contradicts itself should be refused")]
    [InlineData("twice")]
    [InlineData("no permits")]
    [InlineData("more than there are")]
    [InlineData("permits of a lock")]
    [InlineData("bad name")]
    [InlineData("mode")]
    [InlineData("party")]
    [InlineData("delay")]
    [InlineData("too many")]
    public void A_request_that_contradicts_itself_should_be_refused(string what)
    {
        var request = what switch
        {
            "twice" => Both("a", "a"),
            "no permits" => Permits(0, 0),
            "more than there are" => Permits(3, 2),
            "permits of a lock" => Whole() with { Permits = 2 },
            "bad name" => Both("a", ""),
            "mode" => Whole() with { Mode = (LockMode)9 },
            "party" => Whole(party: -1),
            "delay" => Whole() with { Delay = TimeSpan.FromTicks(-1) },
            _ => Whole() with { Others = [.. Enumerable.Range(0, Acquire.MaxDemands).Select(i => new LockDemand($"{i}"))] },
        };

        Assert.IsType<BadName>(_locks.Ask(1, request).Answer);
        Assert.Empty(_locks.Table.Names);
    }

    [Fact(DisplayName = "An owner should get again what it has, with the same token and past all who wait, so often and no oftener")]
    public void An_owner_should_get_again_what_it_has()
    {
        var outer = _locks.Hold(1, Whole(party: 7));
        var other = _locks.Wait(1, Whole(party: 8));
        var inner = _locks.Hold(1, Whole(party: 7));
        var reader = _locks.Hold(1, Part(party: 7));
        Assert.Equal(_locks.Table.GrantOf(outer)!.Token, _locks.Table.GrantOf(inner)!.Token);
        Assert.Equal(_locks.Table.GrantOf(outer)!.Token, _locks.Table.GrantOf(reader)!.Token);
        Assert.Equal(new TooManyReentries("x"), _locks.Ask(1, Whole(party: 7)).Answer);

        _locks.Release(outer);
        _locks.Release(inner);
        Assert.Empty(_locks.Served);
        _locks.Release(reader);
        Assert.Equal([other], _locks.Served);
    }

    [Fact(DisplayName = "The same number in another session should be another owner")]
    public void The_same_number_in_another_session_should_be_another_owner()
    {
        _locks.Hold(1, Whole(party: 7));

        Assert.IsType<Queued>(_locks.Ask(2, Whole(party: 7)).Answer);
    }

    [Fact(DisplayName = "Who has a part and wants all should get it before all who wait, with a new token, when the others have left")]
    public void A_part_should_become_all()
    {
        var mine = _locks.Hold(1, Part(party: 1) with { Mode = LockMode.Upgradeable });
        Assert.IsType<Queued>(_locks.Ask(4, Part() with { Mode = LockMode.Upgradeable, Party = 4 }).Answer);
        Assert.IsType<Cancelled>(_locks.Cancel(new Owner(new SessionId(4), 1)));
        var reader = _locks.Hold(2, Part());
        var writer = _locks.Wait(3, Whole());
        var all = _locks.Wait(1, Whole(party: 1));

        _locks.Release(reader);

        Assert.Equal([all], _locks.Served);
        Assert.True(_locks.Table.GrantOf(all)!.Token > _locks.Table.GrantOf(mine)!.Token);
        _locks.Release(all);
        Assert.Equal([all], _locks.Served);
        _locks.Release(mine);
        Assert.Equal([all, writer], _locks.Served);
    }

    [Fact(DisplayName = "A million names that were used once and are idle should take no memory and no place in a snapshot")]
    public void Idle_names_should_be_forgotten()
    {
        var empty = Written();
        for (var i = 0; i < 1_000_000; i++)
            _locks.Release(_locks.Hold(1, Whole($"name {i}")), $"name {i}");
        _locks.Table.Clear();

        Assert.Empty(_locks.Table.Names);
        Assert.Equal(0, _locks.Table.Count);
        Assert.InRange(Written(), empty, empty + 8); // the newest token has more digits
    }

    [Fact(DisplayName = "What a holder wants to tell should go to the next with the grant, and only to that one")]
    public void A_note_should_go_to_the_next()
    {
        var first = _locks.Hold(1, Whole());
        var (second, third) = (_locks.Wait(2, Whole()), _locks.Wait(3, Whole()));

        _locks.Release(first, note: "up to 17");
        Assert.Equal("up to 17", _locks.Table.GrantOf(second)!.Note);
        _locks.Release(second);
        Assert.Null(_locks.Table.GrantOf(third)!.Note);
    }

    private int Written()
    {
        var writer = new StateWriter();
        _locks.Table.Write(writer);
        return writer.ToArray().Length;
    }
}
