using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using Xunit;

namespace Akka.Consensus.Tests.Fencing;

public sealed class FencedReceiverSpec : TestKit.Xunit2.TestKit
{
    private static readonly FencingToken Old = new(5);
    private static readonly FencingToken New = new(6);

    [Fact(DisplayName = "A message with a token should come to the guarded actor as it is, from its sender")]
    public void A_message_with_a_token_should_come_from_its_sender()
    {
        var sender = CreateTestProbe();

        Receiver().Tell(new Fenced(Old, "a"), sender);

        ExpectMsg("a");
        Assert.Equal(sender.Ref, LastSender);
    }

    [Fact(DisplayName = "An older message should be kept from the guarded actor, and its sender told which token is newer")]
    public void An_older_message_should_be_kept_from_the_guarded_actor()
    {
        var receiver = Receiver();
        var late = CreateTestProbe();

        receiver.Tell(new Fenced(New, "new"));
        receiver.Tell(new Fenced(Old, "old"), late);
        receiver.Tell(new Fenced(New, "new again"));

        late.ExpectMsg(new StaleToken(Old, New));
        ExpectMsg("new");
        ExpectMsg("new again");
    }

    [Fact(DisplayName = "A message without a token, or with one that was never granted, should be refused with a word on why")]
    public void A_message_without_a_token_should_be_refused()
    {
        var receiver = Receiver();
        var sender = CreateTestProbe();

        receiver.Tell("bare", sender);
        receiver.Tell(new Fenced(default, 1), sender);
        receiver.Tell(new Fenced(Old, "a"));

        sender.ExpectMsg(new TokenRequired("System.String"));
        sender.ExpectMsg(new TokenRequired("System.Int32"));
        ExpectMsg("a");
    }

    [Fact(DisplayName = "A refusal should not be answered: two receivers would never end")]
    public void A_refusal_should_not_be_answered()
    {
        var receiver = Receiver();
        var sender = CreateTestProbe();

        receiver.Tell(new StaleToken(Old, New), sender);
        receiver.Tell(new TokenRequired("x"), sender);
        receiver.Tell("bare", sender);

        sender.ExpectMsg(new TokenRequired("System.String"));
    }

    [Fact(DisplayName = "What was seen should outlive a restart of the guarded actor")]
    public void What_was_seen_should_outlive_a_restart_of_the_guarded_actor()
    {
        var receiver = Receiver();
        var sender = CreateTestProbe();

        receiver.Tell(new Fenced(New, Guarded.Fail), sender);
        receiver.Tell(new Fenced(Old, "old"), sender);
        receiver.Tell(new Fenced(New, "new"), sender);

        sender.ExpectMsg(new StaleToken(Old, New));
        ExpectMsg("restarted");
        ExpectMsg("new");
    }

    [Fact(DisplayName = "What was seen should outlive a restart of the receiver")]
    public void What_was_seen_should_outlive_a_restart_of_the_receiver()
    {
        var parent = Sys.ActorOf(Props.Create(() => new Restarting(FencedReceiver.Props(Guarded.Props(TestActor)))));
        parent.Tell("who", TestActor);
        var receiver = ExpectMsg<IActorRef>();
        receiver.Tell(new Fenced(New, "new"));
        ExpectMsg("new");

        receiver.Tell(Kill.Instance);
        receiver.Tell(new Fenced(Old, "old"));
        ExpectMsg(new StaleToken(Old, New));
        receiver.Tell(new Fenced(New, "new again"));
        ExpectMsg("new again");
    }

    [Fact(DisplayName = "A receiver should stop with its guarded actor, and another with the same guard know what was seen")]
    public void A_receiver_should_stop_with_its_guarded_actor()
    {
        var guard = new FencingGuard();
        var receiver = Sys.ActorOf(FencedReceiver.Props(Guarded.Props(TestActor), guard));
        Watch(receiver);

        receiver.Tell(new Fenced(New, PoisonPill.Instance));

        ExpectTerminated(receiver);
        Sys.ActorOf(FencedReceiver.Props(Guarded.Props(TestActor), guard)).Tell(new Fenced(Old, "old"));
        ExpectMsg(new StaleToken(Old, New));
    }

    [Fact(DisplayName = "Receivers should not know of one another")]
    public void Receivers_should_not_know_of_one_another()
    {
        Receiver().Tell(new Fenced(New, "new"));
        ExpectMsg("new");

        Receiver().Tell(new Fenced(Old, "old"));

        ExpectMsg("old");
    }

    [Fact(DisplayName = "A message that is none should be refused where it is made")]
    public void A_message_that_is_none_should_be_refused() => Assert.Throws<ArgumentNullException>(() => new Fenced(New, null!));

    private IActorRef Receiver() => Sys.ActorOf(FencedReceiver.Props(Guarded.Props(TestActor)));

    /// <summary>Makes the receiver anew, whatever it failed of.</summary>
    private sealed class Restarting : ReceiveActor
    {
        public Restarting(Props child)
        {
            var made = Context.ActorOf(child);
            Receive<string>(_ => Sender.Tell(made));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
    }
}
