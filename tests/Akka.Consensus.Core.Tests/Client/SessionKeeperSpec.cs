using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Client;

public sealed class SessionKeeperSpec
{
    private static readonly ClientSettings Settings = new() { SessionTimeToLive = TimeSpan.FromSeconds(10), ClockDrift = 0.01 };
    private static readonly ClientId Client = new("c");

    private readonly SessionKeeper _keeper = new(new SessionId(1), At(100), Settings);

    [Fact]
    public void The_deadline_should_count_from_when_the_session_was_asked_for_shortened_by_twice_the_drift()
    {
        Assert.Equal(At(109.8), _keeper.Deadline);
        Assert.Equal(At(105), _keeper.SuspendedFrom);
    }

    [Fact]
    public void An_acknowledged_keep_alive_should_count_from_when_it_was_sent()
    {
        Assert.Null(Next(100.9));
        var sent = Next(101)!;

        _keeper.Acknowledge(At(104), sent.Number);

        Assert.Equal(At(101), _keeper.HeardAt);
        Assert.Equal(At(110.8), _keeper.Deadline);
    }

    [Fact]
    public void A_keep_alive_without_an_answer_should_be_sent_again_under_another_number()
    {
        var first = Next(101)!;
        Assert.Null(Next(101.3));

        var second = Next(101.4)!;

        Assert.True(second.Number > first.Number);
        Assert.True(_keeper.IsOverdue(At(101.4)));
    }

    [Fact]
    public void Late_and_doubled_answers_should_never_move_the_deadline_back()
    {
        var first = Next(101)!;
        var second = Next(102)!;
        _keeper.Acknowledge(At(102), second.Number);

        _keeper.Acknowledge(At(103), first.Number);
        _keeper.Acknowledge(At(103), second.Number);

        Assert.Equal(At(102), _keeper.HeardAt);
    }

    [Fact]
    public void An_answer_to_something_never_sent_should_count_for_nothing()
    {
        _keeper.Acknowledge(At(103), 77);

        Assert.Equal(At(100), _keeper.HeardAt);
    }

    private KeepAlive? Next(double seconds) => _keeper.Next(At(seconds), Client, () => []);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
