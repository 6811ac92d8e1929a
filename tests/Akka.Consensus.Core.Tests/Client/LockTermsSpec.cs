using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Client;

/// <summary>How long a client holds a lock, where, and what it does when one is taken from it.</summary>
public sealed class LockTermsSpec
{
    private static readonly ClientSettings Settings = new();
    private static readonly SessionId Session = new(7);
    private static readonly Address Node = Address.Learner(new NodeId("n1"));

    private readonly LockClient _client = new(new ClientId("c"), Settings, new Backoff(Settings, seed: 1));
    private readonly Effects _effects = new();
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact(DisplayName = "A lock should be lost when it has been held for as long as it may be, and given back at once")]
    public void A_lock_should_be_lost_after_its_maximum_hold()
    {
        Hold(new AcquireTerms { MaxHold = TimeSpan.FromSeconds(2) });

        Pass(1.99);
        Assert.Empty(Told());
        Pass(0.01);

        Assert.Equal([new Lost(1, LossReason.HeldTooLong)], Told());
        Assert.Equal(new Release("x", 1, new FencingToken(30)), Assert.Single(Asked()));
        _effects.Clear();
        Pass(1);
        Assert.Empty(Told());
    }

    [Fact(DisplayName = "A lock that was taken away should be lost once, with who did it, and the group be shown that the client knows")]
    public void A_lock_that_was_taken_away_should_be_lost()
    {
        Hold(default);

        Receive(Answer(1, new Revoked("ops")));
        Assert.Equal([new Lost(1, LossReason.Revoked) { By = "ops" }], Told());
        Assert.Equal(new Release("x", 1, new FencingToken(30)), Assert.Single(Asked()));

        _effects.Clear();
        Receive(Answer(1, new Revoked("ops")));
        Assert.Empty(Told());
    }

    [Fact(DisplayName = "A lock that was taken away before the client knew that it had it should be no lock")]
    public void A_lock_that_was_taken_away_before_the_grant_was_told_should_be_none()
    {
        Ask(default);

        Receive(Answer(1, new Revoked("ops")));
        Receive(Answer(1, new Granted(new FencingToken(30))));

        Assert.Equal([new NotAcquired(1, AcquireFailure.Revoked) { Detail = "ops" }], Told());
    }

    [Fact(DisplayName = "A re-entrant acquire after the session was lost should fail, and not begin in the next session")]
    public void A_re_entrant_acquire_after_session_loss_should_fail()
    {
        Hold(default);
        Pass(10);
        _effects.Clear();

        _client.Acquire(_now, 2, new Acquire("x", Waits: true) { Party = 3 }, new AcquireTerms { Within = Session }, _effects);
        Pass(0);

        Assert.Equal([new NotAcquired(2, AcquireFailure.SessionLost)], Told());
        Assert.Empty(_effects.Items.Select(e => e.Message).OfType<ClientCommands>());
    }

    [Fact(DisplayName = "A place in line should be told")]
    public void A_place_in_line_should_be_told()
    {
        Ask(default);

        Receive(Answer(1, new Queued(4)));

        Assert.Equal([new InLine(1, 4)], Told());
    }

    private void Hold(AcquireTerms terms)
    {
        Ask(terms);
        Receive(Answer(1, new Granted(new FencingToken(30))));
        _effects.Clear();
    }

    private void Ask(AcquireTerms terms)
    {
        _client.Acquire(_now, 1, new Acquire("x", Waits: true) { Party = 3 }, terms, _effects);
        _client.Flush(_now, _effects);
        var open = _effects.Items.Select(e => e.Message).OfType<ClientCommands>().SelectMany(c => c.Commands).OfType<OpenSession>().Single();
        Receive(new SessionOpened(Session, open.Nonce));
        _effects.Clear();
    }

    private void Receive(IMessage message)
    {
        _client.Receive(_now, Node, message, _effects);
        _client.Flush(_now, _effects);
    }

    private void Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        _client.Tick(_now, _effects);
    }

    private static SessionAnswers Answer(long sequence, LockAnswer answer) => new([new SessionAnswer(Session, sequence, answer)]);

    private IEnumerable<LockRequest> Asked() =>
        _effects.Items.Select(e => e.Message).OfType<ClientCommands>().SelectMany(c => c.Commands).OfType<SessionRequest>().Select(r => r.Body);

    private IEnumerable<IOutcome> Told() => _effects.Items.Where(e => e.Outcome is not null).Select(e => e.Outcome!);
}
