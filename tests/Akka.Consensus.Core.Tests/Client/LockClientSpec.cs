using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Client;

public sealed class LockClientSpec
{
    private static readonly ClientSettings Settings = new()
    {
        SessionTimeToLive = TimeSpan.FromSeconds(10),
        ClockDrift = 0.01,
        MinBackoff = TimeSpan.FromMilliseconds(100),
        MaxOperations = 3,
        MaxQueries = 2,
    };

    private static readonly ClientId Self = new("c");
    private static readonly SessionId Session = new(7);
    private static readonly Address Node = Address.Learner(new NodeId("n1"));

    private readonly LockClient _client = new(Self, Settings, new Backoff(Settings, seed: 1));
    private readonly Effects _effects = new();
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact]
    public void A_session_should_be_opened_with_the_first_acquire()
    {
        Tick();
        Assert.Empty(_effects.Items);

        Acquire(1);

        Assert.IsType<OpenSession>(Assert.Single(Commands()));
    }

    [Fact]
    public void A_granted_lock_should_be_told_with_its_token()
    {
        Hold(1, sequence: 1, token: 30);

        Assert.Equal([new Acquired(1, new FencingToken(30), Session) { Sequence = 1 }], Told());
    }

    [Fact]
    public void After_a_pause_beyond_the_deadline_the_first_word_should_be_that_the_lock_is_lost()
    {
        Hold(1, sequence: 1, token: 30);
        Acquire(2);
        Clear();

        Pass(10);
        Receive(Answer(2, new Granted(new FencingToken(31))));

        Assert.Equal([new Lost(1, LossReason.SessionEnded), new NotAcquired(2, AcquireFailure.SessionLost) { Unresolved = new Owner(Session, 2) }], Told());
    }

    [Fact]
    public void A_grant_that_comes_after_the_deadline_should_not_be_believed()
    {
        Open();
        Acquire(1);
        Clear();

        Pass(9.81);
        Receive(Answer(1, new Granted(new FencingToken(30))));

        Assert.Equal([new NotAcquired(1, AcquireFailure.SessionLost) { Unresolved = new Owner(Session, 1) }], Told());
    }

    [Fact]
    public void A_session_whose_opening_took_its_whole_time_should_count_for_nothing()
    {
        Acquire(1);
        var nonce = Assert.IsType<OpenSession>(Assert.Single(Commands())).Nonce;
        Pass(10);

        Receive(new SessionOpened(Session, nonce));

        Assert.Null(_client.Session);
    }

    [Fact]
    public void A_request_should_be_sent_until_it_is_answered()
    {
        Open();
        Acquire(1);
        var first = Assert.Single(Requests());
        Clear();

        Pass(0.41);
        Assert.Equal(first, Assert.Single(Requests()));
        Receive(Answer(1, new Queued(1)));
        Clear();

        Pass(0.41);
        Assert.Empty(Requests());
    }

    [Fact]
    public void A_cancelled_acquire_that_is_granted_all_the_same_should_be_released()
    {
        Open();
        Acquire(1);
        _client.Cancel(_now, 1, _effects);
        Clear();

        Receive(Answer(1, new Granted(new FencingToken(30))));

        Assert.Empty(Told());
        Assert.Equal(new Release("x", 1, new FencingToken(30)), Assert.Single(Requests(), r => r.Body is Release).Body);
    }

    [Fact]
    public void A_wait_that_took_too_long_should_end_and_be_taken_back()
    {
        Open();
        _client.Acquire(_now, 1, new Acquire("x", Waits: true), new AcquireTerms { Timeout = TimeSpan.FromSeconds(1) }, _effects);
        Flush();
        Receive(Answer(1, new Queued(1)));
        Clear();

        Pass(1.01);

        Assert.Equal([new NotAcquired(1, AcquireFailure.TimedOut) { Unresolved = new Owner(Session, 1) }], Told());
        Assert.IsType<CancelAcquire>(Assert.Single(Requests()).Body);
    }

    [Fact]
    public void Whoever_has_called_close_should_not_be_told_of_a_lock_any_more()
    {
        Open();
        Acquire(1);
        _client.Close(_now, _effects);
        Clear();

        Receive(Answer(1, new Granted(new FencingToken(30))));
        Receive(new SessionEnded(Session));

        Assert.Equal([new NotAcquired(1, AcquireFailure.SessionLost) { Unresolved = new Owner(Session, 1) }, new Closed()], Told());
    }

    [Fact]
    public void Answers_of_an_earlier_session_should_be_ignored()
    {
        Open();
        Acquire(1);
        Clear();

        Receive(new SessionAnswers([new SessionAnswer(new SessionId(3), 1, new Granted(new FencingToken(3)))]));

        Assert.Empty(Told());
    }

    [Fact]
    public void The_node_that_answered_should_be_asked_next()
    {
        Open();
        Clear();

        Acquire(1);

        Assert.Equal(Address.Proposer(Node.Node), _effects.Items.Single(e => e.Message is ClientCommands).To);
    }

    [Fact]
    public void What_was_refused_should_be_asked_again_after_a_wait_and_of_the_same_node()
    {
        Open();
        Acquire(1);
        Clear();

        Receive(new Overloaded(Taken: 0));
        Acquire(2);
        Pass(0.04);
        Assert.Empty(Requests());

        Pass(0.07);
        Assert.Equal([1L, 2L], Requests().Select(r => r.Sequence));
        Assert.Equal(Address.Proposer(Node.Node), _effects.Items.First(e => e.Message is ClientCommands).To);
    }

    [Fact]
    public void A_wait_that_ends_while_the_group_is_overloaded_should_end_with_that_reason()
    {
        Open();
        _client.Acquire(_now, 1, new Acquire("x", Waits: true), new AcquireTerms { Timeout = TimeSpan.FromSeconds(1) }, _effects);
        Receive(new Overloaded(Taken: 0));
        Clear();

        Pass(1.01);

        Assert.Equal([new NotAcquired(1, AcquireFailure.Overloaded) { Unresolved = new Owner(Session, 1) }], Told());
    }

    [Fact]
    public void A_session_that_was_refused_should_be_asked_for_again_after_a_wait()
    {
        Acquire(1);
        var nonce = Commands().OfType<OpenSession>().Single().Nonce;
        Clear();

        Receive(new SessionRefused(nonce));
        Assert.Empty(Commands());

        Pass(0.11);
        Assert.Equal(nonce + 1, Assert.IsType<OpenSession>(Assert.Single(Commands())).Nonce);
    }

    [Fact]
    public void When_nobody_leads_a_request_should_be_asked_again_soon_and_of_any_node()
    {
        Open();
        Acquire(1);
        Clear();

        Receive(new Unavailable(null));
        Pass(0.11);

        Assert.Equal(Address.Proposer(LockClient.AnyNode), Assert.Single(_effects.Items, e => e.Message is ClientCommands).To);
    }

    [Fact]
    public void More_acquires_than_a_client_may_have_should_be_refused_until_one_ends()
    {
        Open();
        Acquire(1);
        Acquire(2);
        Acquire(3);
        Clear();

        Acquire(4);
        Assert.Equal([new NotAcquired(4, AcquireFailure.TooManyHere)], Told());
        Receive(Answer(3, new Denied("other")));
        Clear();

        Acquire(5);
        Assert.Empty(Told());
        Assert.Equal(4, Assert.Single(Requests()).Sequence);
    }

    [Fact]
    public void More_questions_than_a_client_may_have_should_be_refused()
    {
        for (var query = 1; query <= 3; query++)
            _client.QueryStatus(_now, query, TimeSpan.FromSeconds(1), _effects);

        Assert.Equal([new NotAsked(3)], Told());
    }

    [Fact]
    public void An_acquire_that_the_group_refuses_should_end_with_that_reason()
    {
        Open();
        Acquire(1);
        Clear();

        Receive(Answer(1, new TooManyRequests()));

        Assert.Equal([new NotAcquired(1, AcquireFailure.TooManyInGroup)], Told());
    }

    /// <summary>Operation 900 opens the session and is taken back, so that the sequence numbers of a test begin at 1.</summary>
    private void Open()
    {
        Acquire(900);
        var nonce = Commands().OfType<OpenSession>().Single().Nonce;
        _client.Cancel(_now, 900, _effects);
        Clear();
        Receive(new SessionOpened(Session, nonce));
    }

    private void Hold(long operation, long sequence, long token)
    {
        Open();
        Acquire(operation);
        Clear();
        Receive(Answer(sequence, new Granted(new FencingToken(token))));
    }

    private void Acquire(long operation)
    {
        _client.Acquire(_now, operation, new Acquire("x", Waits: true), default, _effects);
        Flush();
    }

    private void Receive(IMessage message)
    {
        _client.Receive(_now, Node, message, _effects);
        Flush();
    }

    private void Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        Tick();
    }

    private void Tick() => _client.Tick(_now, _effects);

    private void Flush() => _client.Flush(_now, _effects);

    private void Clear() => _effects.Clear();

    private static SessionAnswers Answer(long sequence, LockAnswer answer) => new([new SessionAnswer(Session, sequence, answer)]);

    private IEnumerable<Command> Commands() => _effects.Items.Select(e => e.Message).OfType<ClientCommands>().SelectMany(c => c.Commands);

    private IEnumerable<SessionRequest> Requests() => Commands().OfType<SessionRequest>();

    private IEnumerable<IOutcome> Told() => _effects.Items.Where(e => e.Outcome is not null).Select(e => e.Outcome!);
}
