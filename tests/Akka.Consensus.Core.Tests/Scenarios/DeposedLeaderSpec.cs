using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Core.Tests.Service;
using Xunit;

namespace Akka.Consensus.Core.Tests.Scenarios;

/// <summary>A leader that stood still, and goes on when another leads: by its clock every session is long dead.</summary>
public sealed class DeposedLeaderSpec
{
    private static readonly NodeId Self = ProposerRoleOfThree.Members[0];
    private static readonly NodeId Other = ProposerRoleOfThree.Members[1];
    private static readonly SessionId Session = new(5);

    private readonly ProposerRoleOfThree _leader = new();

    public DeposedLeaderSpec()
    {
        _leader.Establish();
        var view = new SessionView(Session, ProposerRoleOfThree.Client, TimeSpan.FromSeconds(10));
        _leader.Receive(Address.Learner(Self), new Applied(LogIndex.Zero, IsWhole: true, [view], []));
    }

    [Fact(DisplayName = "A deposed leader that stood still should expire no session: what it proposes is not chosen, and it tells nobody")]
    public void A_deposed_leader_should_expire_no_session()
    {
        _leader.StandStill(TimeSpan.FromSeconds(60));
        var proposed = _leader.Tick();
        Assert.Contains(proposed, e => e.Message is Accept { Entries: [ExpireSession] });

        // Its own acceptor stood still with it; the others have promised the new leader a higher ballot.
        var own = _leader.Accept(Self, 1);
        var refused = _leader.Receive(Address.Acceptor(Other), new Reject(_leader.Ballot, new Ballot(_leader.Ballot.Round + 1, Other)));
        var after = _leader.Tick(20);

        Assert.Equal(LogIndex.Zero, _leader.Role.Proposer.Committed);
        Assert.Equal(Phase.Idle, _leader.Role.Proposer.Phase);
        Assert.DoesNotContain(proposed.Concat(own).Concat(refused).Concat(after), e => e.To.Role == Role.Client || e.Message is Commit { Committed.Value: > 0 });
    }

    [Fact(DisplayName = "A deposed leader that stood still should acknowledge no keep-alive either: no quorum confirms it")]
    public void A_deposed_leader_should_acknowledge_no_keep_alive()
    {
        _leader.StandStill(TimeSpan.FromSeconds(60));

        var asked = _leader.Receive(Address.Client(ProposerRoleOfThree.Client), new KeepAlive(ProposerRoleOfThree.Client, Session, 1, []));
        var own = _leader.Accept(Self, 0);
        Assert.DoesNotContain(asked.Concat(own), e => e.Message is KeepAliveAnswer);

        // The same word is an answer as soon as a second member stands behind it.
        Assert.Contains(_leader.Accept(Other, 0), e => e.Message is KeepAliveAnswer);
    }
}
