using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using CsCheck;
using Xunit;

namespace Akka.Consensus.Tests.Fencing;

public sealed class FencingGuardSpec
{
    private static readonly FencingToken Old = new(5);
    private static readonly FencingToken New = new(6);

    [Fact(DisplayName = "A guard should accept exactly the tokens that are as new as all before")]
    public void A_guard_should_accept_what_is_as_new_as_all_before()
    {
        Gen.Long[1, 10].Array[0, 30].Sample(tokens =>
        {
            var guard = new FencingGuard();
            var newest = 0L;
            foreach (var token in tokens)
            {
                Assert.Equal(token >= newest, guard.TryAccept(new FencingToken(token)));
                newest = Math.Max(token, newest);
                Assert.Equal(newest, guard.Newest?.Value);
            }
        });
    }

    [Fact(DisplayName = "Threads that bring their tokens at once should never see the newest go down")]
    public void Threads_should_never_see_the_newest_go_down()
    {
        const int Tokens = 500_000;
        var guard = new FencingGuard();
        var last = 0L;
        var seenToGoDown = 0;

        InThreads(4, () =>
        {
            var newest = 0L;
            while (Interlocked.Increment(ref last) is var token and <= Tokens)
            {
                var isAccepted = guard.TryAccept(new FencingToken(token));
                var seen = guard.Newest!.Value.Value;
                if (seen < newest || seen < token || (isAccepted && token < newest))
                    Interlocked.Increment(ref seenToGoDown);
                newest = seen;
            }
        });

        Assert.Equal(0, seenToGoDown);
        Assert.Equal(Tokens, guard.Newest?.Value);
    }

    [Fact(DisplayName = "What is done within the guard should be done in the order of the tokens, whatever threads bring them")]
    public void What_is_done_within_the_guard_should_be_in_order()
    {
        const int Tokens = 20_000;
        var guard = new FencingGuard();
        var written = new List<long>();
        var last = 0L;
        var refused = 0;

        InThreads(4, () =>
        {
            while (Interlocked.Increment(ref last) is var token and <= Tokens)
            {
                try
                {
                    guard.Accept(new FencingToken(token), () => written.Add(token));
                }
                catch (StaleTokenException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });

        Assert.Equal(written.Order(), written);
        Assert.Equal(Tokens, written[^1]);
        Assert.Equal(Tokens, written.Count + refused);
    }

    [Theory(DisplayName = "A newer owner should wait until what was accepted before is done")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_newer_owner_should_wait(bool tries)
    {
        var guard = new FencingGuard();
        var done = new List<FencingToken>();
        var newer = new Thread(() =>
        {
            if (tries)
                guard.TryAccept(New);
            else
                guard.Accept(New);
            done.Add(New);
        });

        guard.Accept(Old, () =>
        {
            newer.Start();
            // it has come to the guard, and waits there; or it was let through
            SpinWait.SpinUntil(() => (newer.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
            done.Add(Old);
        });
        newer.Join();

        Assert.Equal([Old, New], done);
    }

    [Fact(DisplayName = "A refusal should say which token, and which is newer, and nothing should be done")]
    public void A_refusal_should_say_which_token_is_newer()
    {
        var guard = new FencingGuard("orders/42");
        guard.Accept(New);

        var refusal = Assert.Throws<StaleTokenException>(() => guard.Accept(Old, () => Assert.Fail("an old owner's work was done")));

        Assert.Equal(("orders/42", Old, New), (refusal.Resource, refusal.Token, refusal.Newest));
        Assert.Contains("orders/42", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("5", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("6", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Work that fails should leave its token seen")]
    public void Work_that_fails_should_leave_its_token_seen()
    {
        var guard = new FencingGuard();

        Assert.Throws<IOException>(() => guard.Accept(New, () => throw new IOException("the disk")));

        Assert.Equal(New, guard.Newest);
        Assert.False(guard.TryAccept(Old));
    }

    [Theory(DisplayName = "A token that was never granted should be a mistake, not an old token")]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_token_that_was_never_granted_should_be_a_mistake(long value)
    {
        var guard = new FencingGuard();

        Assert.Throws<ArgumentOutOfRangeException>(() => guard.TryAccept(new FencingToken(value)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guard.Accept(new FencingToken(value)));
        Assert.Null(guard.Newest);
    }

    [Fact(DisplayName = "Resources should have a guard each, and always the same")]
    public void Resources_should_have_a_guard_each()
    {
        var guards = new FencingGuards();
        guards.Accept("a", New);

        Assert.True(guards.TryAccept("b", Old));
        Assert.False(guards.TryAccept("a", Old));
        Assert.Same(guards.Get("a"), guards.Get("a"));
        Assert.Equal("a", Assert.Throws<StaleTokenException>(() => guards.Accept("a", Old)).Resource);
    }

    [Fact(DisplayName = "More resources than there may be should be refused, and none forgotten")]
    public void More_resources_than_there_may_be_should_be_refused()
    {
        var guards = new FencingGuards(capacity: 1);
        guards.Accept("a", New);

        Assert.Throws<InvalidOperationException>(() => guards.TryAccept("b", New));
        Assert.False(guards.TryAccept("a", Old));
    }

    private static void InThreads(int count, Action work)
    {
        using var together = new Barrier(count);
        var threads = Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            together.SignalAndWait();
            work();
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
    }
}
