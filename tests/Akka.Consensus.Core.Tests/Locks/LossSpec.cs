using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;
using Xunit;
using static Akka.Consensus.Core.Tests.Locks.TableOfLocks;

namespace Akka.Consensus.Core.Tests.Locks;

/// <summary>Locks that are lost, kept back, and taken away.</summary>
public sealed class LossSpec
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TableOfLocks _locks = new();

    [Fact(DisplayName = "A lock that is lost should be kept back until its time is over, whoever waits or comes")]
    public void A_lost_lock_should_be_kept_back()
    {
        var lost = _locks.Hold(1, Whole() with { Delay = Minute });
        var token = _locks.Table.GrantOf(lost)!.Token;
        var waiting = _locks.Wait(2, Whole());

        _locks.End(1);

        Assert.Empty(_locks.Served);
        Assert.Equal([new LockDelay(token, "x", Minute)], _locks.Table.Delays);
        Assert.IsType<Denied>(_locks.Ask(3, Whole() with { Waits = false }).Answer);
        _locks.Table.EndDelay(_locks.Next(), new FencingToken(token.Value + 1));
        Assert.Empty(_locks.Served);
        _locks.Table.EndDelay(_locks.Next(), token);
        Assert.Equal([waiting], _locks.Served);
        Assert.Empty(_locks.Table.Delays);
    }

    [Fact(DisplayName = "A lock that is given back, or whose client says goodbye, should not be kept back")]
    public void A_lock_that_is_given_back_should_not_be_kept_back()
    {
        _locks.Release(_locks.Hold(1, Whole() with { Delay = Minute }));
        _locks.Hold(2, Whole() with { Delay = Minute });
        _locks.End(2, isLost: false);

        _locks.Hold(3, Whole());
    }

    [Fact(DisplayName = "A name that is kept back should be forgotten when its time is over and nobody wants it")]
    public void A_name_that_was_kept_back_should_be_forgotten()
    {
        var token = _locks.Table.GrantOf(_locks.Hold(1, Whole() with { Delay = Minute }))!.Token;
        _locks.End(1);
        Assert.Equal(["x"], _locks.Table.Names);

        _locks.Table.EndDelay(_locks.Next(), token);

        Assert.Empty(_locks.Table.Names);
    }

    [Fact(DisplayName = "A lock should be taken from the owner with the given token, all of it and what it got with it, and the owner told by whom")]
    public void A_lock_should_be_taken_from_its_owner()
    {
        var both = _locks.Hold(1, Both("x", "y", party: 3));
        var again = _locks.Hold(1, Whole("x", party: 3));
        var waiting = _locks.Wait(2, Whole("y"));
        var token = _locks.Table.GrantOf(both)!.Token;
        Assert.IsType<NotHeld>(_locks.Table.Revoke(_locks.Next(), new ForceRelease("x", new FencingToken(token.Value + 9), "ops")));
        Assert.IsType<NotHeld>(_locks.Table.Revoke(_locks.Next(), new ForceRelease("z", token, "ops")));

        Assert.IsType<Released>(_locks.Table.Revoke(_locks.Next(), new ForceRelease("x", token, "ops")));

        Assert.Equal([both, again], _locks.Table.Notices.Where(n => n.Answer == new Revoked("ops")).Select(n => n.Owner));
        Assert.Equal([waiting], _locks.Served);
        Assert.IsType<NotHeld>(_locks.Release(both));
    }

    [Fact(DisplayName = "The leader should end a delay when its time has passed since it learned of it, or was elected, and once")]
    public void The_leader_should_end_a_delay_when_its_time_has_passed()
    {
        var monitor = new DelayMonitor();
        var delay = new LockDelay(new FencingToken(7), "x", Minute);
        monitor.Note(TimeSpan.Zero, [delay]);
        monitor.Elected(Minute / 2);
        Assert.Empty(Ended(monitor, Minute));
        Assert.Equal([delay.Token], Ended(monitor, 2 * Minute));
        Assert.Empty(Ended(monitor, 2 * Minute));

        monitor.Note(2 * Minute, []);
        monitor.Note(2 * Minute, [delay]);
        Assert.Empty(Ended(monitor, 3 * Minute - TimeSpan.FromTicks(1)));
        Assert.Equal([delay.Token], Ended(monitor, 3 * Minute));
    }

    [Fact(DisplayName = "A delay whose end was not taken on should be ended at the next opportunity")]
    public void A_delay_whose_end_was_not_taken_on_should_be_ended_later()
    {
        var monitor = new DelayMonitor();
        monitor.Note(TimeSpan.Zero, [new LockDelay(new FencingToken(7), "x", Minute)]);

        monitor.End(Minute, _ => false);

        Assert.Single(Ended(monitor, Minute));
    }

    private static List<FencingToken> Ended(DelayMonitor monitor, TimeSpan now)
    {
        var ended = new List<FencingToken>();
        monitor.End(now, token =>
        {
            ended.Add(token);
            return true;
        });
        return ended;
    }
}
