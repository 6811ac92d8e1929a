using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Sessions;

public sealed class SessionMonitorSpec
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(10);
    private static readonly SessionId Session = new(5);

    private readonly SessionMonitor _monitor = new();
    private readonly List<SessionId> _expired = [];

    public SessionMonitorSpec() => _monitor.Note(At(0), Whole(5, Session));

    [Fact]
    public void A_session_should_expire_its_time_to_live_after_it_was_last_heard()
    {
        _monitor.Hear(At(7), Session);

        Assert.Empty(Expire(16.9));
        Assert.Equal([Session], Expire(17));
        Assert.Empty(Expire(18));
        Assert.True(_monitor.IsExpiring(Session));
    }

    [Fact]
    public void A_new_leader_should_start_every_sessions_time_anew()
    {
        _monitor.Elected(At(9));

        Assert.Empty(Expire(18.9));
        Assert.Equal([Session], Expire(19));
    }

    [Fact]
    public void An_expiry_that_could_not_be_proposed_should_be_tried_again()
    {
        _monitor.Expire(At(10), _ => false);

        Assert.False(_monitor.IsExpiring(Session));
        Assert.Equal([Session], Expire(10));
    }

    [Fact]
    public void A_learner_that_begins_anew_should_not_make_open_sessions_unknown()
    {
        _monitor.Note(At(1), Whole(0));

        Assert.True(_monitor.IsOpen(Session));
        Assert.Equal(new LogIndex(5), _monitor.UpTo);
    }

    [Fact]
    public void A_learner_that_begins_anew_should_not_bring_back_ended_sessions()
    {
        _monitor.Note(At(1), Change(6, [], [Session]));

        _monitor.Note(At(2), Change(5, [Session], []));

        Assert.False(_monitor.IsOpen(Session));
    }

    [Fact]
    public void Changes_should_not_count_before_the_whole_that_they_change()
    {
        var fresh = new SessionMonitor();

        fresh.Note(At(1), Change(6, [new SessionId(6)], []));
        Assert.Equal(LogIndex.Zero, fresh.UpTo);

        fresh.Note(At(2), Whole(6, Session, new SessionId(6)));
        Assert.True(fresh.IsOpen(Session) && fresh.IsOpen(new SessionId(6)));
    }

    private List<SessionId> Expire(double seconds)
    {
        _expired.Clear();
        _monitor.Expire(At(seconds), session =>
        {
            _expired.Add(session);
            return true;
        });
        return _expired;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Applied Whole(long upTo, params SessionId[] open) => new(new LogIndex(upTo), IsWhole: true, [.. open.Select(View)], []);

    private static Applied Change(long upTo, SessionId[] opened, SessionId[] ended) =>
        new(new LogIndex(upTo), IsWhole: false, [.. opened.Select(View)], ended);

    private static SessionView View(SessionId session) => new(session, new ClientId("c"), TimeToLive);
}
