using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Locks;

public sealed class LockTableSpec
{
    private readonly LockTable _locks = new(new TableLimits { RequestsOfSession = 4, Requests = 7 });
    private long _index;

    [Fact]
    public void A_free_lock_should_be_granted_with_the_index_as_its_token()
    {
        _index = 41;

        Assert.Equal(new Granted(FencingToken.Of(0, 42)), Acquire(1, 1));
    }

    [Fact]
    public void A_held_lock_should_be_queued_for_or_denied()
    {
        Acquire(1, 1);

        Assert.Equal(new Queued(1), Acquire(2, 1));
        Assert.Equal(new Queued(2), Acquire(3, 1));
        Assert.Equal(new Denied("holder of session 1"), Acquire(4, 1, waits: false));
    }

    [Fact]
    public void The_same_session_should_wait_for_itself()
    {
        Acquire(1, 1);

        Assert.Equal(new Queued(1), Acquire(1, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void A_name_that_is_empty_or_too_long_should_be_refused(string? name)
    {
        Assert.Equal(new BadName(), Acquire(1, 1, name: name ?? new string('ä', 257)));
        Assert.Equal(typeof(Granted), Acquire(1, 2, name: new string('ä', 256)).GetType());
    }

    [Fact]
    public void Waiters_should_be_granted_first_in_first_out_in_the_step_that_frees_the_lock()
    {
        var token = ((Granted)Acquire(1, 1)).Token;
        Acquire(2, 1);
        Acquire(3, 1);

        Assert.Equal(new Released(), Release(1, token));

        var (first, second) = Assert.Single(Grants);
        Assert.Equal(new Owner(new SessionId(2), 1), first);
        Assert.True(second > token);
        Release(2, second);
        Assert.Equal(new Owner(new SessionId(3), 1), Grants[1].Owner);
    }

    [Fact]
    public void A_release_with_anothers_token_should_do_nothing()
    {
        var token = ((Granted)Acquire(1, 1)).Token;
        Acquire(2, 1);

        Assert.Equal(new NotHeld(), Release(2, token));
        Assert.Equal(new NotHeld(), Release(1, new FencingToken(token.Value + 1)));
        Assert.Equal(new NotHeld(), Release(1, token, "other"));

        Assert.Empty(Grants);
        Assert.Equal(token, Assert.Single(_locks.View(null, "")).Token);
    }

    [Fact]
    public void A_release_that_is_late_should_not_free_the_next_holder()
    {
        var token = ((Granted)Acquire(1, 1)).Token;
        Acquire(1, 2);
        Release(1, token);

        Assert.Equal(new NotHeld(), Release(1, token));

        Assert.Equal(new Owner(new SessionId(1), 2), Assert.Single(_locks.View(null, "")).Holder);
    }

    [Fact]
    public void A_cancelled_waiter_should_never_be_granted()
    {
        var token = ((Granted)Acquire(1, 1)).Token;
        Acquire(2, 1);
        Acquire(3, 1);

        Assert.Equal(new Cancelled(), _locks.Cancel(Next(), new SessionId(2), new CancelAcquire("x", 1)));
        Release(1, token);

        Assert.Equal(new Owner(new SessionId(3), 1), Assert.Single(Grants).Owner);
    }

    [Fact]
    public void A_cancel_that_comes_after_the_grant_should_say_so()
    {
        var granted = Acquire(1, 1);

        Assert.Equal(granted, _locks.Cancel(Next(), new SessionId(1), new CancelAcquire("x", 1)));
    }

    [Fact]
    public void The_end_of_a_session_should_free_what_it_holds_and_leave_every_line()
    {
        Acquire(1, 1, name: "x");
        Acquire(1, 2, name: "y");
        Acquire(1, 3, name: "x");
        Acquire(2, 1, name: "x");
        Acquire(3, 1, name: "z");
        Acquire(1, 4, name: "z");
        Acquire(2, 2, name: "y");

        _locks.EndSession(Next(), new SessionId(1), isLost: true);

        Assert.Equal([new Owner(new SessionId(2), 1), new Owner(new SessionId(2), 2)], Grants.Select(g => g.Owner));
        Assert.Equal(["x", "y", "z"], _locks.View(null, "").Select(v => v.Name));
        Assert.Empty(_locks.WaitingFor("z"));
    }

    [Fact]
    public void A_session_should_hold_and_await_no_more_than_it_may_and_be_denied_what_costs_nothing()
    {
        for (var i = 1; i <= 4; i++)
            Acquire(1, i, name: $"lock {i % 2}");

        Assert.Equal(new TooManyRequests(), Acquire(1, 5, name: "lock 0"));
        Assert.Equal(new TooManyRequests(), Acquire(1, 6, name: "new", waits: false));
        Assert.Equal(new Denied("holder of session 1"), Acquire(1, 7, name: "lock 0", waits: false));
        Assert.IsType<Granted>(Acquire(2, 1, name: "new"));
    }

    [Fact]
    public void All_sessions_together_should_hold_and_await_no_more_than_they_may_and_what_is_given_back_makes_room()
    {
        var token = ((Granted)Acquire(1, 1)).Token;
        for (var session = 2; session <= 7; session++)
            Acquire(session, 1);
        Assert.Equal((new TooManyRequests(), 7), (Acquire(8, 1), _locks.Count));

        Release(1, token);
        Assert.IsType<Queued>(Acquire(8, 2));
        _locks.Cancel(Next(), new SessionId(8), new CancelAcquire("x", 2));
        Assert.IsType<Queued>(Acquire(8, 3));
        _locks.EndSession(Next(), new SessionId(3), isLost: true);
        Assert.Equal(6, _locks.Count);
        Assert.IsType<Queued>(Acquire(8, 4));
    }

    [Fact]
    public void Tokens_should_rise_even_where_one_entry_grants_several_locks()
    {
        for (var i = 1; i <= 3; i++)
            Acquire(1, i, name: $"lock {i}");
        for (var i = 1; i <= 3; i++)
            Acquire(2, i, name: $"lock {i}");

        _locks.EndSession(Next(), new SessionId(1), isLost: true);
        var next = ((Granted)Acquire(3, 1, name: "new")).Token;

        var tokens = Grants.Select(g => g.Token).Append(next).ToList();
        Assert.Equal(tokens.Distinct().Order(), tokens);
    }

    [Fact]
    public void A_token_should_not_start_again_when_a_name_has_been_forgotten()
    {
        var first = ((Granted)Acquire(1, 1)).Token;
        Release(1, first);

        Assert.True(((Granted)Acquire(1, 2)).Token > first);
    }

    [Fact]
    public void Views_should_come_in_the_order_of_their_names_after_a_name()
    {
        foreach (var name in new[] { "b", "a", "B" })
            Acquire(1, ++_index, name: name);

        Assert.Equal(["B", "a", "b"], _locks.View(null, "").Select(v => v.Name));
        Assert.Equal(["b"], _locks.View(null, "a").Select(v => v.Name));
        Assert.Equal(["a"], _locks.View("a", "").Select(v => v.Name));
        Assert.Empty(_locks.View("c", ""));
    }

    private List<(Owner Owner, FencingToken Token)> Grants =>
        [.. _locks.Notices.Where(n => n.Answer is Granted).Select(n => (n.Owner, ((Granted)n.Answer).Token))];

    private LogIndex Next() => new(++_index);

    private LockAnswer Acquire(long session, long sequence, bool waits = true, string name = "x") => _locks.Acquire(
        Next(), new Owner(new SessionId(session), sequence), new Acquire(name, waits), s => $"holder of session {s}");

    private LockAnswer Release(long session, FencingToken token, string name = "x", long sequence = 1) =>
        _locks.Release(Next(), new SessionId(session), new Release(name, sequence, token));
}
