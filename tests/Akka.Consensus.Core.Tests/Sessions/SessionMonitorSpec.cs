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
    public void Half_a_time_to_live_of_silence_should_be_noted_once()
    {
        Assert.Empty(Note(4.9));
        Assert.Equal([(Session, TimeSpan.FromSeconds(5))], Note(5));
        Assert.Empty(Note(6));
        Assert.True(_monitor.IsSilent(Session));
    }

    [Fact]
    public void A_long_time_to_live_should_not_put_off_the_note()
    {
        Assert.Equal([(Session, TimeSpan.FromSeconds(3))], Note(3, longest: 3));
    }

    [Fact]
    public void A_note_that_could_not_be_proposed_should_be_tried_again()
    {
        _monitor.Note(At(5), TimeSpan.MaxValue, (_, _) => false);

        Assert.False(_monitor.IsSilent(Session));
        Assert.Single(Note(5));
    }

    [Fact]
    public void A_new_leader_should_count_the_silence_that_the_log_tells_of_from_when_it_learned_of_it()
    {
        Learn(6, at: 6, silence: 5);

        _monitor.Elected(At(9));

        Assert.Empty(Expire(10.9));
        Assert.Equal([Session], Expire(11));
    }

    [Fact]
    public void A_silence_that_the_log_has_taken_back_should_not_count()
    {
        Learn(6, at: 6, silence: 5);
        Learn(7, at: 7, silence: 0);

        _monitor.Elected(At(9));

        Assert.False(_monitor.IsSilent(Session));
        Assert.Empty(Expire(18.9));
        Assert.Equal([Session], Expire(19));
    }

    [Fact]
    public void An_older_word_on_a_silence_should_not_replace_a_newer_one()
    {
        Learn(7, at: 7, silence: 0);
        Learn(8, at: 6, silence: 5);

        Assert.False(_monitor.IsSilent(Session));
    }

    [Fact]
    public void The_leader_that_noted_a_silence_should_count_on_by_its_own_clock()
    {
        Note(5);
        Learn(5.5, at: 6, silence: 5);

        Assert.Empty(Expire(9.9));
        Assert.Equal([Session], Expire(10));
    }

    [Fact]
    public void Whoever_is_heard_between_the_note_and_its_entry_should_have_its_whole_time()
    {
        Note(5);
        _monitor.Hear(At(5.1), Session);
        Learn(5.5, at: 6, silence: 5);

        Assert.True(_monitor.IsSilent(Session));
        Assert.Empty(Expire(15));
        Assert.Equal([Session], Expire(15.1));
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

    private List<(SessionId, TimeSpan)> Note(double seconds, double longest = 1000)
    {
        var noted = new List<(SessionId, TimeSpan)>();
        _monitor.Note(At(seconds), TimeSpan.FromSeconds(longest), (session, length) =>
        {
            noted.Add((session, length));
            return true;
        });
        return noted;
    }

    /// <summary>The learner has applied an entry that says something of the session's silence.</summary>
    private void Learn(double seconds, long at, double silence) => _monitor.Note(At(seconds), new Applied(new LogIndex(at), IsWhole: false,
        [View(Session) with { Silence = new Silence(new LogIndex(at), TimeSpan.FromSeconds(silence)) }], []));

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Applied Whole(long upTo, params SessionId[] open) => new(new LogIndex(upTo), IsWhole: true, [.. open.Select(View)], []);

    private static Applied Change(long upTo, SessionId[] opened, SessionId[] ended) =>
        new(new LogIndex(upTo), IsWhole: false, [.. opened.Select(View)], ended);

    private static SessionView View(SessionId session) => new(session, new ClientId("c"), TimeToLive);
}
