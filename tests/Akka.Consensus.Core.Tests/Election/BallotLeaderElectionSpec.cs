using Xunit;

namespace Akka.Consensus.Core.Tests.Election;

public sealed class BallotLeaderElectionSpec
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_sound_group_should_agree_on_one_leader_and_keep_it(int members)
    {
        var group = new ElectionGroup(members);
        group.Run(10);
        var all = Enumerable.Range(1, members).ToArray();
        var leader = group.LeaderOf(all);
        var ballots = group.TakenOver.Count;

        group.Run(100);

        Assert.NotNull(leader);
        Assert.Equal(leader, group.LeaderOf(all));
        Assert.Equal(ballots, group.TakenOver.Count);
    }

    [Fact]
    public void A_minority_should_elect_nobody()
    {
        var group = new ElectionGroup(3);
        group.Cut(1, 2);
        group.Cut(1, 3);
        group.Cut(2, 3);

        group.Run(50);

        Assert.Empty(group.TakenOver);
    }

    [Fact]
    public void A_dead_leader_should_be_replaced_within_three_election_timeouts()
    {
        var group = new ElectionGroup(3);
        group.Run(20);
        var leader = group.LeaderOf(1, 2, 3)!.Value;
        var others = OthersThan(leader);
        foreach (var other in others)
            group.Cut(leader, other);

        group.Run(30);

        Assert.Contains(group.LeaderOf(others), others.Cast<int?>());
    }

    [Fact]
    public void A_node_that_lost_its_link_to_the_leader_alone_should_disturb_nobody()
    {
        var group = new ElectionGroup(3);
        group.Run(20);
        var leader = group.LeaderOf(1, 2, 3)!.Value;
        var ballots = group.TakenOver.Count;
        var lonely = leader % 3 + 1;
        group.Cut(leader, lonely);

        group.Run(100);

        Assert.Equal(ballots, group.TakenOver.Count);
        Assert.Equal(leader, group.LeaderOf(leader, (leader + 1) % 3 + 1));
    }

    /// <summary>OmniPaxos §2.1: the leader has lost the quorum but lives; one node is still linked to a quorum.</summary>
    [Fact]
    public void Under_quorum_loss_the_one_node_that_is_linked_to_a_quorum_should_take_over()
    {
        var group = new ElectionGroup(5);
        group.Run(20);
        var leader = group.LeaderOf(1, 2, 3, 4, 5)!.Value;
        var hub = leader % 5 + 1;
        for (var one = 1; one <= 5; one++)
        {
            for (var other = one + 1; other <= 5; other++)
            {
                if (one != hub && other != hub)
                    group.Cut(one, other);
            }
        }

        group.Run(40);

        Assert.Equal(hub, group.LeaderOf(1, 2, 3, 4, 5));
    }

    /// <summary>OmniPaxos §2.2: the old leader is gone, and of the others only one hears a quorum.</summary>
    [Fact]
    public void In_a_constrained_election_the_only_candidate_should_win()
    {
        var group = new ElectionGroup(5);
        group.Run(20);
        var leader = group.LeaderOf(1, 2, 3, 4, 5)!.Value;
        var hub = leader % 5 + 1;
        for (var one = 1; one <= 5; one++)
        {
            for (var other = one + 1; other <= 5; other++)
            {
                if (one == leader || other == leader || (one != hub && other != hub))
                    group.Cut(one, other);
            }
        }

        group.Run(40);

        Assert.Equal(hub, group.LeaderOf([.. Enumerable.Range(1, 5).Where(m => m != leader)]));
    }

    /// <summary>OmniPaxos §2.3: three nodes in a row, whose ends do not hear each other. Leadership must not go to and fro.</summary>
    [Fact]
    public void In_a_chain_the_leader_should_stay()
    {
        var group = new ElectionGroup(3);
        group.Run(20);
        group.Cut(1, 3);

        group.Run(40);
        var ballots = group.TakenOver.Count;
        group.Run(200);

        Assert.Equal(ballots, group.TakenOver.Count);
        Assert.NotNull(group.LeaderOf(1, 2) ?? group.LeaderOf(2, 3));
    }

    [Fact]
    public void A_leader_that_can_send_but_not_hear_should_be_replaced()
    {
        var group = new ElectionGroup(3);
        group.Run(20);
        var leader = group.LeaderOf(1, 2, 3)!.Value;
        var others = OthersThan(leader);
        foreach (var other in others)
            group.CutOneWay(other, leader);

        group.Run(30);

        Assert.Contains(group.LeaderOf(others), others.Cast<int?>());
    }

    [Fact]
    public void A_leader_whose_journal_hangs_should_be_replaced()
    {
        var group = new ElectionGroup(3);
        group.Run(20);
        var leader = group.LeaderOf(1, 2, 3)!.Value;
        group.Stall(leader);

        group.Run(30);

        Assert.NotEqual(leader, group.LeaderOf(1, 2, 3));
        Assert.NotNull(group.LeaderOf(1, 2, 3));
    }

    [Fact]
    public void After_a_restart_the_next_ballot_should_be_above_every_reserved_one()
    {
        var quorum = Quorum.Majority([new NodeId("a")]);
        var election = new Core.Election.BallotLeaderElection(new NodeId("a"), quorum, TimeSpan.FromSeconds(1));
        election.Recover(41);

        Assert.Equal(new Ballot(42, new NodeId("a")), election.Tick(TimeSpan.Zero, isStalled: false, new Effects()));
    }

    [Fact]
    public void A_refused_leader_should_go_above_the_ballot_that_refused_it()
    {
        var quorum = Quorum.Majority([new NodeId("a")]);
        var election = new Core.Election.BallotLeaderElection(new NodeId("a"), quorum, TimeSpan.FromSeconds(1));
        election.Tick(TimeSpan.Zero, isStalled: false, new Effects());
        election.See(new Ballot(9, new NodeId("z")));

        Assert.Equal(new Ballot(10, new NodeId("a")), election.Tick(TimeSpan.Zero, isStalled: false, new Effects()));
    }

    private static int[] OthersThan(int leader) => [.. Enumerable.Range(1, 3).Where(m => m != leader)];
}
