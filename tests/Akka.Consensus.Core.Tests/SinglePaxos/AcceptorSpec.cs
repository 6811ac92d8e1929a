using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.SinglePaxos;
using Xunit;
using Accept = Akka.Consensus.Core.SinglePaxos.Accept;
using Accepted = Akka.Consensus.Core.SinglePaxos.Accepted;
using Acceptor = Akka.Consensus.Core.SinglePaxos.Acceptor;
using Prepare = Akka.Consensus.Core.SinglePaxos.Prepare;
using Promise = Akka.Consensus.Core.SinglePaxos.Promise;
using Promised = Akka.Consensus.Core.SinglePaxos.Promised;
using Reject = Akka.Consensus.Core.SinglePaxos.Reject;

namespace Akka.Consensus.Core.Tests.SinglePaxos;

public sealed class AcceptorSpec
{
    private static readonly NodeId Self = new("a");
    private static readonly Address Proposer = new(Role.RegisterProposer, "b");
    private static readonly InstanceId Colour = new("colour");
    private static readonly InstanceId Shape = new("shape");

    private readonly Effects _effects = new();
    private readonly List<IEvent> _stored = [];
    private Acceptor _acceptor = new(Self);

    public AcceptorSpec() => Admit();

    [Fact(DisplayName = "An acceptor that has accepted nothing should promise, and say that it has accepted nothing")]
    public void An_acceptor_that_has_accepted_nothing_should_say_so()
    {
        var promise = Assert.IsType<Promise>(Receive(new Prepare(Ballot(3), [Colour]))[^1].Message);

        Assert.Equal(Ballot(3), promise.Ballot);
        Assert.Equal([new Standpoint(Colour, null)], promise.Instances);
    }

    [Fact(DisplayName = "An acceptor that has accepted a value should answer with its number and the value, the last one only")]
    public void An_acceptor_that_has_accepted_should_answer_with_number_and_value()
    {
        Receive(Accept(2, (Colour, "red")));
        Receive(Accept(3, (Colour, "blue")));

        var promise = Assert.IsType<Promise>(Receive(new Prepare(Ballot(5), [Colour]))[^1].Message);

        Assert.Equal([new Standpoint(Colour, new Vote(Ballot(3), Value.Of("blue")))], promise.Instances);
    }

    [Fact(DisplayName = "A promise should be stored before it is told, once, and told again when it is asked for again")]
    public void A_promise_should_be_stored_before_it_is_told()
    {
        Assert.Equal([EffectKind.Persist, EffectKind.SendWhenDurable], Receive(new Prepare(Ballot(3), [Colour])).Select(e => e.Kind));
        Assert.Equal([EffectKind.SendWhenDurable], Receive(new Prepare(Ballot(3), [Colour])).Select(e => e.Kind));

        Assert.Equal(Ballot(3), Assert.IsType<Promised>(Assert.Single(_stored)).Ballot);
    }

    [Fact(DisplayName = "A vote should be stored before it is told, all instances of a message as one event, once")]
    public void A_vote_should_be_stored_before_it_is_told()
    {
        var accept = Accept(3, (Colour, "red"), (Shape, "round"));

        var effects = Receive(accept);

        Assert.Equal([EffectKind.Persist, EffectKind.SendWhenDurable], effects.Select(e => e.Kind));
        Assert.Equal([Colour, Shape], Assert.IsType<Accepted>(effects[1].Message).Instances);
        Assert.Equal([EffectKind.SendWhenDurable], Receive(accept).Select(e => e.Kind));
        Assert.Equal(accept.Proposals, Assert.IsType<Voted>(Assert.Single(_stored)).Proposals);
    }

    [Fact(DisplayName = "A lower ballot should be refused, with the ballot that was promised, in either phase, and in the instances concerned only")]
    public void A_lower_ballot_should_be_refused()
    {
        Receive(new Prepare(Ballot(5), [Colour]));

        var prepared = Receive(new Prepare(Ballot(4), [Colour, Shape]));
        var accepted = Receive(Accept(4, (Colour, "red"), (Shape, "round")));

        foreach (var refused in new[] { prepared, accepted })
            Assert.Equal([new Refusal(Colour, Ballot(5))], Assert.Single(refused.Select(e => e.Message).OfType<Reject>()).Instances);
        Assert.Equal([new Standpoint(Shape, null)], Assert.Single(prepared.Select(e => e.Message).OfType<Promise>()).Instances);
        Assert.Equal([Shape], Assert.Single(accepted.Select(e => e.Message).OfType<Accepted>()).Instances);
        Assert.Null(_acceptor.Memory.AcceptedIn(Colour));
    }

    [Fact(DisplayName = "A vote should be a promise, too, and a promise should not undo a vote")]
    public void A_vote_should_be_a_promise()
    {
        Receive(Accept(4, (Colour, "red")));

        Assert.IsType<Reject>(Assert.Single(Receive(new Prepare(Ballot(3), [Colour]))).Message);
        Receive(new Prepare(Ballot(7), [Colour]));
        Assert.Equal((Ballot(7), Ballot(4)), (_acceptor.Memory.PromisedIn(Colour), _acceptor.Memory.AcceptedIn(Colour)!.Value.Ballot));
    }

    [Fact(DisplayName = "Two values in one ballot should stop the acceptor")]
    public void Two_values_in_one_ballot_should_stop_it()
    {
        Receive(Accept(4, (Colour, "red")));

        Assert.Throws<InvariantException>(() => Receive(Accept(4, (Colour, "blue"))));
    }

    [Fact(DisplayName = "The instances of one name should be as independent as those of different names")]
    public void Parts_should_be_independent()
    {
        var (first, second) = (new InstanceId("t1", "p1"), new InstanceId("t1", "p2"));
        Receive(new Prepare(Ballot(9), [first]));

        Assert.IsType<Accepted>(Receive(Accept(1, (second, "yes")))[^1].Message);
        Assert.Equal(Core.Ballot.Zero, _acceptor.Memory.PromisedIn(new InstanceId("t1")));
    }

    [Fact(DisplayName = "A report should tell of votes only when they are durable, and store nothing")]
    public void A_report_should_wait_for_the_disk()
    {
        Receive(Accept(4, (Colour, "red")));

        var effect = Assert.Single(Receive(new Inquire(17, [Colour, Shape])));

        var report = Assert.IsType<Report>(effect.Message);
        Assert.Equal((EffectKind.SendWhenDurable, 17), (effect.Kind, report.Number));
        Assert.Equal([new Standpoint(Colour, new Vote(Ballot(4), Value.Of("red"))), new Standpoint(Shape, null)], report.Instances);
    }

    [Fact(DisplayName = "An acceptor should say nothing, and ask again, until the acceptor of its node's log says that its journals may vote")]
    public void An_acceptor_should_not_vote_until_it_is_admitted()
    {
        _acceptor = new Acceptor(Self);
        _acceptor.Start(default, _effects);
        Assert.IsType<AskStanding>(Assert.Single(Take()).Message);
        IMessage[] questions = [new Prepare(Ballot(1), [Colour]), Accept(1, (Colour, "red")), new Inquire(1, [Colour])];

        Assert.All(questions, q => Assert.Empty(Receive(q)));
        _acceptor.Receive(default, Address.Acceptor(new NodeId("another")), new Standing(true), _effects);
        Assert.All(questions, q => Assert.Empty(Receive(q)));
        _acceptor.Tick(default, _effects);
        Assert.Equal(Address.Acceptor(Self), Assert.Single(Take()).To);
        Admit();
        Assert.All(questions, q => Assert.NotEmpty(Receive(q)));
        _acceptor.Tick(default, _effects);
        Assert.Empty(Take());
    }

    [Fact(DisplayName = "An acceptor that starts again should remember every promise and every vote")]
    public void A_restart_should_lose_nothing()
    {
        Receive(new Prepare(Ballot(2), [Colour, Shape]));
        Receive(Accept(2, (Colour, "red")));
        Receive(new Prepare(Ballot(6), [Colour]));

        Restart();

        Assert.Equal((Ballot(6), new Vote(Ballot(2), Value.Of("red"))), (_acceptor.Memory.PromisedIn(Colour), _acceptor.Memory.AcceptedIn(Colour)));
        Assert.Equal((Ballot(2), null), (_acceptor.Memory.PromisedIn(Shape), _acceptor.Memory.AcceptedIn(Shape)));
    }

    [Fact(DisplayName = "Instances that are forgotten should stay so, and their events be replaced when they outweigh the rest")]
    public void What_is_forgotten_should_be_cleared_away_in_the_end()
    {
        Receive(Accept(3, (Colour, "red")));
        for (var i = 0; _stored.Count == 0 || _stored[^1] is not Kept; i++)
        {
            Assert.True(i < 5000, "the journal is never written anew");
            var instance = new InstanceId($"t{i}");
            Receive(Accept(1, (instance, "yes")));
            _acceptor.Memory.Forget([instance], _effects);
            _acceptor.Memory.Forget([instance], _effects);
            Take();
        }

        _stored.RemoveRange(0, _stored.Count - 1);
        Restart();

        Assert.Equal(1, _acceptor.Memory.Count);
        Assert.Equal(Value.Of("red"), _acceptor.Memory.AcceptedIn(Colour)!.Value.Value);
    }

    private static Ballot Ballot(long round) => new(round, new NodeId("b"));

    private static Accept Accept(long round, params (InstanceId Instance, string Value)[] proposals) =>
        new(Ballot(round), [.. proposals.Select(p => new Proposal(p.Instance, Value.Of(p.Value)))]);

    private void Restart()
    {
        _acceptor = new Acceptor(Self);
        foreach (var stored in _stored)
            _acceptor.Recover(stored);
        Admit();
    }

    private void Admit() => _acceptor.Receive(default, Address.Acceptor(Self), new Standing(true), _effects);

    private List<Effect> Receive(IMessage message)
    {
        _acceptor.Receive(default, Proposer, message, _effects);
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
