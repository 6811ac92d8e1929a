using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Service;

public sealed class HandOverSpec
{
    private static readonly NodeId Second = ProposerRoleOfThree.Members[1];
    private static readonly NodeId Third = ProposerRoleOfThree.Members[2];
    private static readonly Ballot Theirs = new(4, Second);

    private readonly ProposerRoleOfThree _node = new();

    [Fact]
    public void A_leader_with_nothing_in_flight_should_ask_a_follower_at_once()
    {
        _node.Establish();

        Assert.Equal((Address.Proposer(Second), (IMessage)new TakeOver(_node.Ballot)), TakeOverIn(_node.Leave()));
    }

    [Fact]
    public void A_leader_should_first_let_a_follower_have_what_was_proposed_and_take_nothing_new()
    {
        _node.Establish();
        _node.Ask(ProposerRoleOfThree.Request(1));
        Assert.Null(TakeOverIn(_node.Leave()));

        var refused = _node.Ask(ProposerRoleOfThree.Request(2));
        Assert.Equal(new Unavailable(null), Assert.Single(refused).Message);
        Assert.Null(TakeOverIn(_node.Accept(ProposerRoleOfThree.Members[0], 1)));

        // The second has not voted for it: it would have to fetch it before it could lead.
        Assert.Equal((Address.Proposer(Third), (IMessage)new TakeOver(_node.Ballot)), TakeOverIn(_node.Accept(Third, 1)));
    }

    [Fact]
    public void What_no_follower_has_in_time_should_not_hold_up_the_hand_over()
    {
        _node.Establish();
        _node.Ask(ProposerRoleOfThree.Request(1));
        _node.Leave();

        Assert.NotNull(TakeOverIn(_node.Tick(3, HeartbeatsOfFollowers)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_successor_that_refuses_or_is_silent_should_be_followed_by_the_next(bool refuses)
    {
        _node.Establish();
        _node.Leave();

        var next = refuses
            ? _node.Receive(Address.Proposer(Second), new TakeOverRefused(_node.Ballot))
            : _node.Tick(3, HeartbeatsOfFollowers);

        Assert.Equal(Address.Proposer(Third), TakeOverIn(next)?.To);
        Assert.False(_node.Role.HasLeft);
    }

    [Fact]
    public void When_all_refuse_the_leader_should_go_without_waiting_and_not_lead_on()
    {
        _node.Establish();
        _node.Leave();
        _node.Receive(Address.Proposer(Second), new TakeOverRefused(_node.Ballot));
        _node.Receive(Address.Proposer(Third), new TakeOverRefused(_node.Ballot));

        Assert.True(_node.Role.HasLeft);
        Assert.Equal(Phase.Idle, _node.Role.Proposer.Phase);
        _node.Tick();
        Assert.False(IsContent());
    }

    [Fact]
    public void A_refusal_of_an_earlier_ballot_should_not_count()
    {
        _node.Establish();
        _node.Leave();

        Assert.Null(TakeOverIn(_node.Receive(Address.Proposer(Second), new TakeOverRefused(new Ballot(0, Second)))));
    }

    [Fact]
    public void A_leader_has_left_when_it_hears_of_another()
    {
        _node.Establish();
        _node.Leave();
        Assert.False(_node.Role.HasLeft);

        _node.Hear(new Ballot(_node.Ballot.Round + 1, Second));
        _node.Tick();

        Assert.True(_node.Role.HasLeft);
        Assert.True(IsContent());
    }

    [Fact]
    public void Who_does_not_lead_has_left_at_once()
    {
        Assert.Empty(_node.Leave());
        Assert.True(_node.Role.HasLeft);
    }

    [Fact]
    public void Who_was_asked_to_leave_should_lead_again_only_after_an_election_timeout_without_a_leader()
    {
        _node.Leave();
        _node.Tick(10, () => _node.Hear(Ballot.Zero, isContent: false));
        Assert.Equal(Phase.Idle, _node.Role.Proposer.Phase);

        _node.Tick(3, () => _node.Hear(Ballot.Zero, isContent: false));

        Assert.Equal(Phase.Preparing, _node.Role.Proposer.Phase);
        Assert.False(_node.Role.HasLeft);
    }

    [Fact]
    public void A_follower_should_take_over_at_once_though_it_is_content()
    {
        Follow();
        Assert.True(IsContent());

        var effects = _node.Receive(Address.Proposer(Second), new TakeOver(Theirs));

        Assert.True(_node.Ballot > Theirs);
        Assert.Equal(Theirs, _node.Role.HandedOverBy);
        Assert.Equal(3, effects.Count(e => e is { Kind: EffectKind.SendWhenDurable, Message: Prepare }));
    }

    [Fact]
    public void A_request_to_take_over_that_comes_twice_should_do_nothing_the_second_time()
    {
        Follow();
        _node.Receive(Address.Proposer(Second), new TakeOver(Theirs));

        Assert.Empty(_node.Receive(Address.Proposer(Second), new TakeOver(Theirs)));
    }

    [Fact]
    public void A_request_to_take_over_from_a_leader_that_was_followed_by_another_should_be_refused()
    {
        Follow();
        _node.Receive(Address.Proposer(Third), new HeartbeatReply(Ballot.Zero, new Ballot(5, Third), IsContent: true));

        var effects = _node.Receive(Address.Proposer(Second), new TakeOver(Theirs));

        Assert.Equal(new TakeOverRefused(Theirs), Assert.Single(effects).Message);
        Assert.Equal(Phase.Idle, _node.Role.Proposer.Phase);
    }

    [Fact]
    public void Who_is_about_to_stop_should_not_take_over()
    {
        Follow();
        _node.Leave();

        Assert.Equal(new TakeOverRefused(Theirs), Assert.Single(_node.Receive(Address.Proposer(Second), new TakeOver(Theirs))).Message);
    }

    [Fact]
    public void Who_hears_no_quorum_should_not_take_over() =>
        Assert.Equal(new TakeOverRefused(Theirs), Assert.Single(_node.Receive(Address.Proposer(Second), new TakeOver(Theirs))).Message);

    private void Follow() => _node.Tick(2, () => _node.Hear(Theirs));

    private void HeartbeatsOfFollowers()
    {
        _node.Hear(_node.Ballot);
        _node.Accept(Second, 0);
        _node.Accept(Third, 0);
    }

    private bool IsContent() =>
        ((HeartbeatReply)Assert.Single(_node.Receive(Address.Proposer(Third), new Heartbeat())).Message!).IsContent;

    private static (Address To, IMessage Message)? TakeOverIn(IEnumerable<Effect> effects) =>
        effects.SingleOrDefault(e => e.Message is TakeOver) is { Message: { } message } found ? (found.To, message) : null;
}
