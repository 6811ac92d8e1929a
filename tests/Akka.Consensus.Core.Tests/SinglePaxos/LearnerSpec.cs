using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Core.SinglePaxos;
using Xunit;

namespace Akka.Consensus.Core.Tests.SinglePaxos;

public sealed class LearnerSpec
{
    private static readonly NodeId Self = new("a");
    private static readonly Address Proposer = new(Role.RegisterProposer, "a");
    private static readonly ClientId Client = new("c");
    private static readonly ClientId Other = new("d");
    private static readonly InstanceId Colour = new("colour");

    private readonly Effects _effects = new();
    private readonly List<IEvent> _stored = [];
    private Learner _learner = new(Self, RegisterLimits.Standard);
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact(DisplayName = "A wish should be passed on to the proposer, and answered with what is chosen, whoever wished for that")]
    public void A_wish_should_be_answered_with_what_is_chosen()
    {
        var passed = Assert.Single(Receive(Decide(1, "red")));
        Assert.Equal((Proposer, new Propose(Colour, Value.Of("red"))), (passed.To, passed.Message));

        var answer = Assert.Single(Receive(Chosen("blue")), e => e.Message is Decided);

        Assert.Equal((Address.Client(Client), new Decided(1, Value.Of("blue"))), (answer.To, answer.Message));
    }

    [Fact(DisplayName = "What has been learned should be answered at once, after another start too")]
    public void What_is_learned_should_stay()
    {
        Receive(Chosen("blue"));
        Assert.Equal(new Decided(1, Value.Of("blue")), Assert.Single(Receive(Read(1))).Message);

        _learner = new Learner(Self, RegisterLimits.Standard);
        _stored.ForEach(_learner.Recover);
        _learner.Start(_now, _effects);

        Assert.Equal(new Decided(2, Value.Of("blue")), Assert.Single(Receive(Decide(2, "red"))).Message);
    }

    [Fact(DisplayName = "A value that is learned again should be stored once, and another value should stop the learner")]
    public void A_second_value_should_stop_the_learner()
    {
        Receive(Chosen("blue"));
        Assert.Empty(Receive(Chosen("blue")));

        Assert.Single(_stored);
        Assert.Throws<InvariantException>(() => Receive(Chosen("red")));
    }

    [Fact(DisplayName = "That nothing is chosen should be told to those who asked before that was found out, and to no client with a wish")]
    public void An_open_register_should_be_told_to_earlier_readers_only()
    {
        var question = Assert.IsType<Find>(Receive(Read(1))[0].Message).Number;
        Receive(Decide(2, "red"));
        Receive(new Read(Other, 7, Colour.Name));

        var answer = Assert.Single(From(Proposer, new Open(Colour, question)));

        Assert.Equal((Address.Client(Client), new Undecided(1)), (answer.To, answer.Message));
        Assert.Empty(From(new Address(Role.RegisterProposer, "b"), new Open(Colour, long.MaxValue)));
        Assert.Equal(2, Receive(Chosen("red")).Count(e => e.Message is Decided));
    }

    [Fact(DisplayName = "An answer to a question of an earlier life should answer nobody")]
    public void An_answer_to_an_earlier_life_should_answer_nobody()
    {
        _learner.Start(_now, _effects);
        var earlier = Assert.IsType<Find>(Receive(Read(1))[0].Message).Number;
        _now += TimeSpan.FromMilliseconds(1);
        _learner = new Learner(Self, RegisterLimits.Standard);
        _learner.Start(_now, _effects);
        Receive(Read(2));

        Assert.Empty(From(Proposer, new Open(Colour, earlier)));
    }

    [Fact(DisplayName = "A request that is sent again should be answered once")]
    public void A_repeat_should_not_wait_twice()
    {
        Receive(Decide(1, "red"));
        Receive(Decide(1, "red"));

        Assert.Single(Receive(Chosen("red")), e => e.Message is Decided);
    }

    [Fact(DisplayName = "The proposer should be reminded of what clients wait for, until they have waited for too long")]
    public void The_proposer_should_be_reminded()
    {
        Receive(Read(1));
        Receive(Decide(2, "red"));

        _now += TimeSpan.FromSeconds(1);
        Assert.Equal([typeof(Find), typeof(Propose)], Tick().Select(e => e.Message!.GetType()));
        Assert.Empty(Tick());
        _now += RegisterLimits.Standard.Patience;

        Assert.Empty(Tick());
        Assert.DoesNotContain(Receive(Chosen("red")), e => e.Message is Decided);
    }

    [Fact(DisplayName = "There should be no more clients waiting, and no more registers, than the limits allow")]
    public void Limits_should_be_kept()
    {
        _learner = new Learner(Self, RegisterLimits.Standard with { Registers = 1, Waiting = 1 });
        Receive(Decide(1, "red"));
        Assert.IsType<Overloaded>(Assert.Single(Receive(Decide(2, "blue"))).Message);

        Receive(Chosen("red"));

        Assert.Equal(new NoMoreRegisters(3), Assert.Single(Receive(new Decide(Client, 3, "shape", Value.Of("round")))).Message);
        Assert.Equal(new Decided(4, Value.Of("red")), Assert.Single(Receive(Read(4))).Message);
    }

    [Fact(DisplayName = "A request that breaks the rules of names or sizes should be ignored")]
    public void An_unsound_request_should_be_ignored()
    {
        Assert.Empty(Receive(new Read(Client, 1, "")));
        Assert.Empty(Receive(new Read(new ClientId(""), 1, Colour.Name)));
        Assert.Empty(Receive(new Decide(Client, 1, Colour.Name, new Value(new byte[RegisterLimits.MaxValueBytes + 1]))));
        Assert.NotEmpty(Receive(new Decide(Client, 1, Colour.Name, new Value(new byte[RegisterLimits.MaxValueBytes]))));
    }

    private static Read Read(long number) => new(Client, number, Colour.Name);

    private static Decide Decide(long number, string value) => new(Client, number, Colour.Name, Value.Of(value));

    private static Chosen Chosen(string value) => new([new Proposal(Colour, Value.Of(value))]);

    private List<Effect> Receive(IMessage message) => From(Proposer, message);

    private List<Effect> From(Address from, IMessage message)
    {
        _learner.Receive(_now, from, message, _effects);
        return Take();
    }

    private List<Effect> Tick()
    {
        _learner.Tick(_now, _effects);
        return Take();
    }

    private List<Effect> Take()
    {
        List<Effect> taken = [.. _effects.Items];
        _stored.AddRange(taken.Where(e => e.Kind == EffectKind.Persist).Select(e => e.Event!));
        _effects.Clear();
        return taken;
    }
}
