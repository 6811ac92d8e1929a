using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Sessions;

public sealed class SessionTableSpec
{
    private static readonly ClientId Client = new("c");

    private readonly SessionTable _table = new(new LockTable(new TableLimits { Sessions = 3 }));
    private readonly Effects _effects = new();
    private long _index;

    [Fact]
    public void A_session_should_be_named_after_the_index_that_opened_it()
    {
        _index = 6;

        var opened = Assert.IsType<SessionOpened>(Assert.Single(Apply(new OpenSession(Client, 3, TimeSpan.FromSeconds(1)))));

        Assert.Equal(new SessionOpened(new SessionId(7), 3), opened);
    }

    [Fact]
    public void A_session_beyond_the_limit_should_be_refused_until_another_ends()
    {
        var first = Open();
        Open();
        Open();

        Assert.Equal(new SessionRefused(9), Assert.Single(Apply(new OpenSession(Client, 9, TimeSpan.FromSeconds(1)))));
        Assert.Equal(3, _table.Count);

        Apply(new ExpireSession(first));
        Open();
    }

    [Fact]
    public void Many_answers_should_come_in_messages_that_a_remote_frame_can_carry()
    {
        var session = Open();
        for (var sequence = 1; sequence <= 600; sequence++)
            _table.Apply(new LogIndex(++_index), new SessionRequest(session, sequence, 0, new Acquire("x", true)), _effects);

        _table.Answer(_effects);

        var told = _effects.Items.Select(e => e.Message).OfType<SessionAnswers>().Select(a => a.Items).ToList();
        Assert.Equal([256, 256, 88], told.Select(t => t.Count));
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), told.SelectMany(t => t).Select(a => a.Sequence));
    }

    [Fact]
    public void A_retry_should_get_the_first_answer_and_change_nothing()
    {
        var session = Open();
        var first = Ask(session, 1, 0, new Acquire("x", true));

        var again = Ask(session, 1, 0, new Acquire("x", true));

        Assert.Equal(first, again);
        Assert.Empty(_table.Locks.WaitingFor("x"));
    }

    [Fact]
    public void A_retry_after_its_answer_was_acknowledged_should_be_left_alone()
    {
        var session = Open();
        var token = Granted(Ask(session, 1, 0, new Acquire("x", true)));
        Ask(session, 2, 1, new Release("x", 1, token));

        Assert.Empty(Ask(session, 1, 0, new Acquire("x", true)));
        Assert.Empty(_table.Locks.View(null, ""));
    }

    [Fact]
    public void A_request_beyond_the_window_should_be_left_alone()
    {
        var session = Open();

        Assert.Empty(Ask(session, SessionTable.Window + 1, 0, new Acquire("x", true)));
        Assert.NotEmpty(Ask(session, SessionTable.Window + 1, 1, new Acquire("x", true)));
    }

    [Fact]
    public void A_request_of_a_session_that_is_gone_should_have_no_answer()
    {
        var session = Open();
        Apply(new ExpireSession(session));

        Assert.Empty(Ask(session, 1, 0, new Acquire("x", true)));
        Assert.Empty(_table.Locks.View(null, ""));
    }

    [Fact]
    public void An_acquire_that_comes_after_its_cancel_should_find_that_it_was_taken_back()
    {
        var session = Open();
        Ask(session, 2, 0, new CancelAcquire("x", 1));

        var answer = Assert.Single(Ask(session, 1, 0, new Acquire("x", true)));

        Assert.IsType<Cancelled>(answer.Answer);
        Assert.Empty(_table.Locks.View(null, ""));
    }

    [Fact]
    public void A_cancel_should_not_change_the_answer_that_an_acquire_has_had()
    {
        var (holder, waiter) = (Open(), Open());
        Ask(holder, 1, 0, new Acquire("x", true));
        var queued = Ask(waiter, 1, 0, new Acquire("x", true));
        Ask(waiter, 2, 0, new CancelAcquire("x", 1));

        Assert.Equal(queued, Ask(waiter, 1, 0, new Acquire("x", true)));
        Assert.Empty(_table.Locks.WaitingFor("x"));
    }

    [Fact]
    public void The_end_of_a_session_should_tell_it_and_the_waiter_that_is_granted()
    {
        var (holder, waiter) = (Open(), Open());
        Ask(holder, 1, 0, new Acquire("x", true));
        Ask(waiter, 1, 0, new Acquire("x", true));

        var told = Apply(new ExpireSession(holder));

        Assert.Contains(new SessionEnded(holder), told);
        var granted = Assert.Single(told.OfType<SessionAnswers>().SelectMany(a => a.Items));
        Assert.Equal((waiter, 1L), (granted.Session, granted.Sequence));
        Assert.IsType<Granted>(granted.Answer);
    }

    [Fact]
    public void Closing_a_session_that_is_gone_should_say_that_it_is()
    {
        var session = Open();
        Apply(new CloseSession(Client, session));

        Assert.Equal(new SessionEnded(session), Assert.Single(Apply(new CloseSession(Client, session))));
    }

    [Fact]
    public void A_client_should_be_reminded_of_what_it_was_granted_and_of_nothing_else()
    {
        var (holder, waiter) = (Open(), Open());
        var token = Granted(Ask(holder, 1, 0, new Acquire("x", true)));
        Ask(waiter, 1, 0, new Acquire("x", true));

        _table.Remind(holder, [1, 2]);
        _table.Remind(waiter, [1]);
        _table.Answer(_effects);

        var told = _effects.Items.Select(e => e.Message).OfType<SessionAnswers>().SelectMany(a => a.Items);
        Assert.Equal([new SessionAnswer(holder, 1, new Granted(token))], told);
    }

    private SessionId Open() =>
        ((SessionOpened)Apply(new OpenSession(Client, 1, TimeSpan.FromSeconds(1))).Single()).Session;

    private List<SessionAnswer> Ask(SessionId session, long sequence, long acknowledged, LockRequest body) =>
        [.. Apply(new SessionRequest(session, sequence, acknowledged, body)).OfType<SessionAnswers>().SelectMany(a => a.Items)];

    private List<IMessage> Apply(Command command)
    {
        _table.Apply(new LogIndex(++_index), command, _effects);
        _table.Answer(_effects);
        var told = _effects.Items.Select(e => e.Message!).ToList();
        _effects.Clear();
        return told;
    }

    private static FencingToken Granted(List<SessionAnswer> answers) => ((Granted)answers.Single().Answer).Token;
}
