using Akka.Consensus.Core.SinglePaxos;
using Xunit;

namespace Akka.Consensus.Core.Tests.SinglePaxos;

/// <summary>Several proposers at once, where the order of messages is what matters.</summary>
public sealed class DuelSpec
{
    private const string Name = "colour";

    private static readonly TimeSpan MessageTime = TimeSpan.FromMilliseconds(10);

    [Fact(DisplayName = "Two proposers that go above one another at once should never get anything chosen, if messages come in the wrong order")]
    public void Two_proposers_without_a_backoff_should_be_able_to_go_on_for_ever()
    {
        var group = new RegisterGroup((id, quorum) => new Impatient(id, quorum));
        var refused = Duel(group, rounds: 1000);

        Assert.Null(group.Learned("n1", Name));
        Assert.Null(group.Learned("n2", Name));
        Assert.True(refused >= 400, $"{refused} accepts were refused");
    }

    [Fact(DisplayName = "Two proposers that wait for a random time that doubles should get a value chosen in the same order of messages")]
    public void Two_proposers_with_a_backoff_should_come_to_an_end()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var luck = seed;
            var group = new RegisterGroup((id, quorum) => new Proposer(id, quorum, RegisterLimits.Standard, luck * 31 + id.Value[1]));
            Duel(group, rounds: 200);

            Assert.NotNull(group.Learned("n1", Name));
            Assert.Equal(group.Learned("n1", Name), group.Learned("n2", Name));
        }
    }

    [Fact(DisplayName = "A value that is chosen should never be replaced, whoever proposes what with a higher ballot")]
    public void A_chosen_value_should_stay()
    {
        var group = new RegisterGroup();
        group.Decide("n1", Name, "red");
        group.Settle(l => l.To.Name != "n3" && l.From.Name != "n3");
        Assert.Equal("red", group.Learned("n1", Name));
        group.Lose(_ => true);

        // n3 has heard nothing of it. One of n1 and n2 is in every majority, and says so.
        group.Decide("n3", Name, "blue");
        group.Settle(l => l.To.Name != "n1" && l.From.Name != "n1");

        Assert.Equal("red", group.Learned("n3", Name));
        Assert.All(group.Quorum.Members, n => Assert.Equal("red", group.Accepted(n.Value, Name)));
    }

    [Fact(DisplayName = "A value that was proposed first, and accepted by a minority, should give way to a later one whose majority does not know it")]
    public void A_later_proposal_should_win_over_the_first_one()
    {
        var group = new RegisterGroup();
        group.Decide("n1", Name, "red");
        group.Deliver(l => l.Message is Prepare);
        group.Deliver(l => l.Message is Promise);
        group.Deliver(l => l.Message is Accept && l.To.Name == "n1");
        group.Lose(_ => true);
        Assert.Equal("red", group.Accepted("n1", Name));

        group.Decide("n3", Name, "blue");
        group.Settle(l => l.To.Name != "n1" && l.From.Name != "n1");

        Assert.Equal("blue", group.Learned("n3", Name));
        Assert.Equal("red", group.Accepted("n1", Name));
    }

    [Fact(DisplayName = "A value that a minority accepted should be chosen if the next majority hears of it")]
    public void A_value_of_a_minority_should_be_carried_on()
    {
        var group = new RegisterGroup();
        group.Decide("n1", Name, "red");
        group.Deliver(l => l.Message is Prepare);
        group.Deliver(l => l.Message is Promise);
        group.Deliver(l => l.Message is Accept && l.To.Name == "n1");
        group.Lose(_ => true);

        group.Decide("n3", Name, "blue");
        group.Settle(l => l.To.Name != "n2" && l.From.Name != "n2");

        Assert.Equal("red", group.Learned("n3", Name));
    }

    /// <summary>n1 begins; n2 when n1 has its promises.</summary>
    /// <returns>How often an accept was refused.</returns>
    private static int Duel(RegisterGroup group, int rounds)
    {
        var refused = 0;
        group.Decide("n1", Name, "red");
        group.Round(MessageTime);
        group.Round(MessageTime);
        group.Decide("n2", Name, "blue");
        for (var i = 0; i < rounds; i++)
        {
            refused += group.OnTheirWay.Count(l => l.Message is Reject);
            group.Round(MessageTime);
        }

        return refused;
    }

    private sealed class Impatient(NodeId self, Quorum quorum) : Proposer(self, quorum, RegisterLimits.Standard, seed: 1)
    {
        protected override TimeSpan Wait(int refusals) => TimeSpan.Zero;
    }
}
