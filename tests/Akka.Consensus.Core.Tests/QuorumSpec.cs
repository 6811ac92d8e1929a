using Xunit;

namespace Akka.Consensus.Core.Tests;

public sealed class QuorumSpec
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    [InlineData(6, 4)]
    [InlineData(7, 4)]
    public void A_majority_should_be_more_than_half(int members, int expected)
    {
        var quorum = Quorum.Majority(Members(members));

        Assert.Equal((expected, expected), (quorum.Phase1, quorum.Phase2));
    }

    [Fact]
    public void Quorums_of_the_two_phases_should_meet_but_those_of_one_phase_need_not()
    {
        var flexible = new Quorum(Members(4), phase1: 3, phase2: 2);

        Assert.True(flexible.IsPhase2(Set("n1", "n2")));
        Assert.True(flexible.IsPhase2(Set("n3", "n4")));
        Assert.False(flexible.IsPhase1(Set("n1", "n2")));
        Assert.Throws<InvariantException>(() => new Quorum(Members(4), phase1: 2, phase2: 2));
    }

    [Fact]
    public void A_quorum_should_refuse_to_be_larger_than_the_group_or_to_list_a_member_twice()
    {
        Assert.Throws<InvariantException>(() => new Quorum(Members(3), phase1: 4, phase2: 1));
        Assert.Throws<InvariantException>(() => new Quorum([new NodeId("a"), new NodeId("a")], 2, 2));
    }

    [Fact]
    public void Nodes_outside_the_group_should_not_count()
    {
        Assert.False(Quorum.Majority(Members(3)).IsPhase1(Set("n1", "x", "y")));
    }

    [Theory]
    [InlineData(new long[] { 7, 3, 9 }, 7)]
    [InlineData(new long[] { -1, -1, 9 }, -1)]
    [InlineData(new long[] { 5, 4, 3, 2, 1 }, 3)]
    [InlineData(new long[] { 8, 6 }, 6)]
    public void What_a_quorum_reached_should_be_what_its_slowest_member_reached(long[] reached, long expected)
    {
        var members = Members(reached.Length);
        var quorum = Quorum.Majority(members);

        Assert.Equal(expected, quorum.ReachedInPhase2(m => reached[members.IndexOf(m)]));
    }

    [Fact]
    public void Members_should_be_ordered_by_the_codes_of_their_characters()
    {
        Assert.Equal(["B", "a", "b"], Quorum.Majority([new NodeId("b"), new NodeId("a"), new NodeId("B")]).Members.Select(m => m.Value));
    }

    private static List<NodeId> Members(int count) => [.. Enumerable.Range(1, count).Select(i => new NodeId($"n{i}"))];

    private static HashSet<NodeId> Set(params string[] ids) => [.. ids.Select(i => new NodeId(i))];
}
