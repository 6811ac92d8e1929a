using Akka.Consensus.Core.SinglePaxos;
using Xunit;
using Standing = Akka.Consensus.Core.MultiPaxos.Standing;

namespace Akka.Consensus.Core.Tests.SinglePaxos;

public sealed class ProposerSpec
{
    private static readonly NodeId Self = new("a");
    private static readonly Address Learner = new(Role.RegisterLearner, "a");
    private static readonly Quorum Group = Quorum.Majority([Self, new NodeId("b"), new NodeId("c")]);
    private static readonly RegisterLimits Limits = RegisterLimits.Standard;
    private static readonly InstanceId Colour = new("colour");
    private static readonly InstanceId Shape = new("shape");

    private readonly Effects _effects = new();
    private readonly List<IEvent> _stored = [];
    private Proposer _proposer = new(Self, Group, Limits, seed: 1);
    private TimeSpan _now;

    public ProposerSpec() => Restart(Limits);

    [Fact(DisplayName = "A ballot should be reserved before anyone hears of it, and every acceptor should be asked")]
    public void A_ballot_should_be_reserved_before_it_is_used()
    {
        var effects = Propose(Colour, "red");

        Assert.Equal([EffectKind.Persist, .. Enumerable.Repeat(EffectKind.SendWhenDurable, 3)], effects.Select(e => e.Kind));
        var ballot = Assert.IsType<Prepare>(effects[1].Message).Ballot;
        Assert.True(Assert.IsType<Reserved>(effects[0].Event).Round >= ballot.Round);
        Assert.Equal(["a", "b", "c"], effects.Skip(1).Select(e => e.To.Name));
        Assert.All(effects.Skip(1), e => Assert.Equal(Role.RegisterAcceptor, e.To.Role));
    }

    [Fact(DisplayName = "A proposer that starts again should use no ballot again")]
    public void A_restarted_proposer_should_go_above_its_ballots()
    {
        var before = Prepared(Propose(Colour, "red")).Ballot;

        Restart(Limits);

        Assert.True(Prepared(Propose(Colour, "red")).Ballot > before);
    }

    [Fact(DisplayName = "A proposer should propose its own value when a majority has accepted nothing, not before")]
    public void An_open_instance_should_get_the_proposers_own_value()
    {
        var ballot = Prepared(Propose(Colour, "red")).Ballot;

        Assert.Empty(Receive("a", Promise(ballot, Colour)));
        Assert.Empty(Receive("a", Promise(ballot, Colour)));
        var accept = Accepting(Receive("b", Promise(ballot, Colour)));

        Assert.Equal((ballot, Value.Of("red")), (accept.Ballot, Assert.Single(accept.Proposals).Value));
    }

    [Fact(DisplayName = "A proposer should go on with the value of the highest ballot that any of a majority accepted, in whatever order they say so")]
    public void The_newest_value_should_go_on()
    {
        foreach (var order in new[] { (First: "b", Second: "c"), (First: "c", Second: "b") })
        {
            Restart(Limits);
            var ballot = Prepared(Propose(Colour, "red")).Ballot;
            var promises = new Dictionary<string, Promise>
            {
                ["b"] = Promise(ballot, Colour, new Vote(new Ballot(0, new NodeId("x")), Value.Of("green"))),
                ["c"] = Promise(ballot, Colour, new Vote(new Ballot(0, new NodeId("y")), Value.Of("blue"))),
            };

            Assert.Empty(Receive(order.First, promises[order.First]));

            Assert.Equal(Value.Of("blue"), Assert.Single(Accepting(Receive(order.Second, promises[order.Second])).Proposals).Value);
        }
    }

    [Fact(DisplayName = "A promise of another ballot should not count, and one that comes when values are proposed should change nothing")]
    public void A_stale_promise_should_not_count()
    {
        var ballot = Prepared(Propose(Colour, "red")).Ballot;
        Receive("a", Promise(ballot, Colour));

        Assert.Empty(Receive("b", Promise(ballot with { Round = ballot.Round - 1 }, Colour)));
        Receive("b", Promise(ballot, Colour));
        Assert.Empty(Receive("c", Promise(ballot, Colour, new Vote(new Ballot(0, new NodeId("x")), Value.Of("blue")))));
        Receive("a", Accepted(ballot, Colour));
        var chosen = Receive("b", Accepted(ballot, Colour)).Select(e => e.Message).OfType<Chosen>().First();

        Assert.Equal(Value.Of("red"), Assert.Single(chosen.Values).Value);
    }

    [Fact(DisplayName = "A value should be called chosen when a majority has accepted it, each counted once, and every learner be told")]
    public void A_value_should_be_chosen_by_a_majority()
    {
        var ballot = Lead(Colour, "red");

        Assert.Empty(Receive("a", Accepted(ballot, Colour)));
        Assert.Empty(Receive("a", Accepted(ballot, Colour)));
        var told = Receive("c", Accepted(ballot, Colour));

        Assert.Equal(["a", "b", "c"], told.Select(e => e.To.Name));
        Assert.All(told, e => Assert.Equal(new Proposal(Colour, Value.Of("red")), Assert.Single(Assert.IsType<Chosen>(e.Message).Values)));
        Assert.Empty(_proposer.Attempts);
    }

    [Fact(DisplayName = "A proposer that is refused should wait, and then go above the ballot that it was refused for")]
    public void A_refused_proposer_should_go_above()
    {
        var ballot = Prepared(Propose(Colour, "red")).Ballot;
        var higher = new Ballot(77, new NodeId("c"));

        Assert.Empty(Receive("b", new Reject(ballot, [new Refusal(Colour, higher)])));
        _now += Limits.MinBackoff;

        Assert.Equal(new Ballot(78, Self), Prepared(Tick()).Ballot);
    }

    [Fact(DisplayName = "The waits after refusals should double up to a bound, be random, and differ between proposers")]
    public void Waits_should_be_random_and_double()
    {
        var (one, other) = (new Waits(seed: 1), new Waits(seed: 2));
        var waits = Enumerable.Range(0, 40).Select(i => (One: one.After(i), Other: other.After(i))).ToList();

        Assert.All(waits, w => Assert.NotEqual(w.One, w.Other));
        for (var i = 0; i < waits.Count; i++)
            Assert.InRange(waits[i].One, TimeSpan.Zero, TimeSpan.FromTicks((long)Math.Min(Limits.MaxBackoff.Ticks, Limits.MinBackoff.Ticks * Math.Pow(2, i))));
        Assert.Contains(waits, w => w.One > Limits.MaxBackoff / 2);
    }

    [Fact(DisplayName = "An instance that is refused should not hold up the others of its ballot")]
    public void A_refusal_should_concern_its_instance_only()
    {
        Restart(Limits with { Attempts = 1 });
        Lead(new InstanceId("first"), "x");
        Propose(Colour, "red");
        Propose(Shape, "round");
        var first = _proposer.Attempts[0].Ballot;
        Receive("a", Accepted(first, new InstanceId("first")));
        var prepare = Prepared(Receive("b", Accepted(first, new InstanceId("first"))));
        Assert.Equal([Colour, Shape], prepare.Instances);

        Receive("a", new Promise(prepare.Ballot, [new Standpoint(Colour, null), new Standpoint(Shape, null)]));
        Receive("b", new Promise(prepare.Ballot, [new Standpoint(Shape, null)]));
        var accept = Accepting(Receive("b", new Reject(prepare.Ballot, [new Refusal(Colour, new Ballot(99, new NodeId("c")))])));

        Assert.Equal(Shape, Assert.Single(accept.Proposals).Instance);
    }

    [Fact(DisplayName = "What is not answered should be asked again, of everybody")]
    public void What_is_lost_should_be_sent_again()
    {
        Propose(Colour, "red");
        Assert.Empty(Tick());

        _now += Limits.RetryInterval;

        Assert.Equal(3, Tick().Count(e => e.Message is Prepare));
    }

    [Fact(DisplayName = "A question should be answered without a ballot where a majority has accepted nothing, or the same in one ballot")]
    public void A_question_should_need_no_ballot_where_it_is_clear()
    {
        var inquire = Assert.IsType<Inquire>(Ask(Colour, 5)[0].Message);
        Receive("a", Report(inquire, Colour, null));
        var open = Assert.Single(Receive("b", Report(inquire, Colour, null)));
        Assert.Equal((Learner, new Open(Colour, 5)), (open.To, open.Message));

        inquire = Assert.IsType<Inquire>(Ask(Colour, 6)[0].Message);
        var vote = new Vote(new Ballot(4, new NodeId("c")), Value.Of("blue"));
        Receive("a", Report(inquire, Colour, vote));
        Assert.All(Receive("c", Report(inquire, Colour, vote)), e => Assert.Equal(Value.Of("blue"), Assert.Single(Assert.IsType<Chosen>(e.Message).Values).Value));
        Assert.Empty(_stored);
    }

    [Fact(DisplayName = "A question should bring what is unclear to an end with a ballot that proposes nothing of its own")]
    public void A_question_should_bring_what_is_unclear_to_an_end()
    {
        var inquire = Assert.IsType<Inquire>(Ask(Colour, 5)[0].Message);
        Receive("a", Report(inquire, Colour, null));
        var vote = new Vote(new Ballot(4, new NodeId("c")), Value.Of("blue"));
        var ballot = Prepared(Receive("c", Report(inquire, Colour, vote))).Ballot;

        Receive("a", Promise(ballot, Colour));
        var open = Assert.Single(Receive("b", Promise(ballot, Colour)));

        Assert.Equal(new Open(Colour, 5), open.Message);
        Assert.Empty(_proposer.Attempts);
    }

    [Fact(DisplayName = "A question should be answered by an inquiry that began after it, not by one that is under way")]
    public void A_later_question_should_not_be_answered_by_an_earlier_inquiry()
    {
        var inquire = Assert.IsType<Inquire>(Ask(Colour, 5)[0].Message);
        Assert.Empty(Ask(Colour, 6));
        Receive("a", Report(inquire, Colour, null));

        var effects = Receive("b", Report(inquire, Colour, null));

        Assert.Equal(new Open(Colour, 5), effects[0].Message);
        Assert.True(Assert.IsType<Inquire>(effects[1].Message).Number > inquire.Number);
    }

    [Fact(DisplayName = "A refusal of a ballot should leave a new wish alone that came when the old one was done")]
    public void A_late_refusal_should_leave_a_new_wish_alone()
    {
        Restart(Limits with { Attempts = 1 });
        var ballot = Prepared(Propose(Colour, "red")).Ballot;
        var inquire = Assert.IsType<Inquire>(Ask(Colour, 5)[0].Message);
        var vote = new Vote(new Ballot(4, new NodeId("c")), Value.Of("blue"));
        Receive("b", Report(inquire, Colour, vote));
        Assert.Contains(Receive("c", Report(inquire, Colour, vote)), e => e.Message is Chosen);

        Propose(Colour, "green");
        var prepare = Prepared(Receive("b", new Reject(ballot, [new Refusal(Colour, new Ballot(9, new NodeId("c")))])));

        Assert.Equal([Colour], prepare.Instances);
        Assert.Equal(new Ballot(10, Self), prepare.Ballot);
    }

    [Fact(DisplayName = "What another node's learner asks should be nobody's business")]
    public void Only_the_learner_of_the_node_should_be_served()
    {
        _proposer.Receive(_now, new Address(Role.RegisterLearner, "b"), new Propose(Colour, Value.Of("red")), _effects);
        _proposer.Receive(_now, new Address(Role.RegisterLearner, "b"), new Find(Colour, 1), _effects);

        Assert.Empty(Take());
    }

    [Fact(DisplayName = "A proposer should use no ballot, but answer what needs none, until its node's journals may vote")]
    public void A_proposer_should_use_no_ballot_until_it_is_admitted()
    {
        _proposer = new Proposer(Self, Group, Limits, seed: 1);
        _proposer.Start(_now, _effects);
        Assert.Equal((Address.Acceptor(Self), new AskStanding()), Take().Select(e => (e.To, (AskStanding)e.Message!)).Single());

        From(Address.Acceptor(new NodeId("b")), new Standing(true));
        From(Address.Acceptor(Self), new Standing(false));
        Assert.Empty(Propose(Colour, "red"));
        var inquire = Assert.IsType<Inquire>(Ask(Colour, 5)[0].Message);
        Receive("b", Report(inquire, Colour, null));
        Assert.Empty(Receive("c", Report(inquire, Colour, new Vote(new Ballot(4, new NodeId("c")), Value.Of("blue")))));
        Assert.IsType<AskStanding>(Assert.Single(Tick()).Message);

        Assert.Empty(From(Address.Acceptor(Self), new Standing(true)));
        Assert.NotEmpty(Propose(Colour, "red"));
        Assert.Empty(Tick());
    }

    private static Promise Promise(Ballot ballot, InstanceId instance, Vote? accepted = null) => new(ballot, [new Standpoint(instance, accepted)]);

    private static Accepted Accepted(Ballot ballot, InstanceId instance) => new(ballot, [instance]);

    private static Report Report(Inquire inquire, InstanceId instance, Vote? accepted) => new(inquire.Number, [new Standpoint(instance, accepted)]);

    private static Prepare Prepared(List<Effect> effects) => effects.Select(e => e.Message).OfType<Prepare>().First();

    private static Accept Accepting(List<Effect> effects) => effects.Select(e => e.Message).OfType<Accept>().First();

    private void Restart(RegisterLimits limits)
    {
        _proposer = new Proposer(Self, Group, limits, seed: 1);
        _stored.ForEach(_proposer.Recover);
        _proposer.Start(_now, _effects);
        From(Address.Acceptor(Self), new Standing(true));
    }

    /// <summary>A ballot in which a majority has promised.</summary>
    private Ballot Lead(InstanceId instance, string value)
    {
        var ballot = Prepared(Propose(instance, value)).Ballot;
        Receive("a", Promise(ballot, instance));
        Receive("b", Promise(ballot, instance));
        return ballot;
    }

    private List<Effect> Propose(InstanceId instance, string value) => From(Learner, new Propose(instance, Value.Of(value)));

    private List<Effect> Ask(InstanceId instance, long number) => From(Learner, new Find(instance, number));

    private List<Effect> Receive(string acceptor, IMessage message) => From(new Address(Role.RegisterAcceptor, acceptor), message);

    private List<Effect> From(Address from, IMessage message)
    {
        _proposer.Receive(_now, from, message, _effects);
        return Take();
    }

    private List<Effect> Tick()
    {
        _proposer.Tick(_now, _effects);
        return Take();
    }

    private List<Effect> Take()
    {
        List<Effect> taken = [.. _effects.Items];
        _stored.AddRange(taken.Where(e => e.Kind == EffectKind.Persist).Select(e => e.Event!));
        _effects.Clear();
        return taken;
    }

    private sealed class Waits(ulong seed) : Proposer(Self, Group, Limits, seed)
    {
        public TimeSpan After(int refusals) => Wait(refusals);
    }
}
