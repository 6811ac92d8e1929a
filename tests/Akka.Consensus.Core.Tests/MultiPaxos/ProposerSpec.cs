using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.MultiPaxos;

public sealed class ProposerSpec
{
    private static readonly NodeId[] Members = [new("a"), new("b"), new("c")];
    private static readonly Ballot Own = new(1, Members[0]);

    private readonly Proposer _proposer = new(Members[0], Quorum.Majority(Members), new GroupSettings());
    private readonly Effects _effects = new();

    [Fact]
    public void A_ballot_should_be_reserved_before_anyone_hears_of_it()
    {
        var effects = Lead();

        Assert.Equal(new Reserved(1), effects[0].Event);
        Assert.Equal(3, effects.Count(e => e is { Kind: EffectKind.SendWhenDurable, Message: Prepare }));
    }

    [Fact]
    public void A_reserved_round_should_never_be_used_again()
    {
        _proposer.Recover(new Reserved(1));

        Assert.Throws<InvariantException>(() => Lead());
    }

    [Fact]
    public void Two_promises_of_one_member_should_not_make_a_quorum()
    {
        Lead();
        Receive(1, Promised(0, 0));

        Assert.Empty(Receive(1, Promised(0, 0)));
        Assert.Equal(Phase.Preparing, _proposer.Phase);
    }

    [Fact]
    public void A_promise_of_an_earlier_ballot_should_not_count()
    {
        Lead();
        Receive(0, Promised(0, 0));

        Receive(1, Promised(0, 0) with { Ballot = new Ballot(0, Members[0]) });

        Assert.Equal(Phase.Preparing, _proposer.Phase);
    }

    [Fact]
    public void The_log_of_the_highest_accepted_ballot_should_be_adopted_though_another_is_longer()
    {
        Lead();
        Receive(0, Promised(accepted: 1, last: 9));

        var fetch = Assert.Single(Receive(1, Promised(accepted: 2, last: 1)));

        Assert.Equal((Address.Acceptor(Members[1]), new Fetch(Own, default, new LogIndex(1))), (fetch.To, fetch.Message));
    }

    [Fact]
    public void Nothing_should_be_called_chosen_before_a_quorum_has_all_that_was_adopted()
    {
        Lead();
        Receive(0, Promised(0, 0));
        Receive(1, Promised(accepted: 2, last: 2));
        Receive(1, new Fetched(Own, default, [Entry(1), Entry(2)], default));
        Receive(0, new Accepted(Own, new LogIndex(2), 0));
        Assert.False(_proposer.IsEstablished);

        Receive(1, new Accepted(Own, new LogIndex(1), 0));
        Assert.False(_proposer.IsEstablished);

        Receive(1, new Accepted(Own, new LogIndex(2), 0));
        Assert.True(_proposer.IsEstablished);
        Assert.Equal(new LogIndex(2), _proposer.Committed);
    }

    [Fact]
    public void A_lone_command_should_leave_at_once_and_those_after_it_together_when_its_write_is_done()
    {
        Establish();
        _proposer.Propose(Entry(1));
        Assert.Equal([Entry(1)], Batch(Flush()));
        _proposer.Propose(Entry(2));
        _proposer.Propose(Entry(3));
        Assert.Empty(Flush());

        Assert.Equal([Entry(2), Entry(3)], Batch(Receive(0, new Accepted(Own, new LogIndex(1), 1))));
    }

    [Fact]
    public void A_higher_promise_should_end_the_ballot()
    {
        Establish();

        Receive(2, new Reject(Own, new Ballot(5, Members[2])));

        Assert.Equal(Phase.Idle, _proposer.Phase);
        Assert.False(_proposer.Propose(Entry(1)));
    }

    [Fact]
    public void Who_lacks_entries_should_be_sent_to_an_acceptor_that_was_heard_lately()
    {
        Lead();
        Receive(1, Promised(accepted: 2, last: 4, committed: 4));
        Receive(2, Promised(accepted: 2, last: 4, committed: 4));
        Tick();
        Receive(2, new Accepted(Own, new LogIndex(4), 1));
        Tick();

        var effects = Receive(0, Promised(accepted: 1, last: 0));

        Assert.Equal(new CatchUp(Own, new LogIndex(4), Members[2]), Assert.Single(effects).Message);
    }

    private static Promise Promised(long accepted, long last, long committed = 0) =>
        new(Own, accepted == 0 ? Ballot.Zero : new Ballot(accepted, Members[1]), new LogIndex(last), new LogIndex(committed));

    private static ExpireSession Entry(long number) => new(new SessionId(number));

    private static IEnumerable<Command> Batch(IEnumerable<Effect> effects) =>
        effects.Where(e => e.To == Address.Acceptor(Members[1])).Select(e => e.Message).OfType<Accept>().SelectMany(a => a.Entries);

    private List<Effect> Lead()
    {
        _proposer.Lead(Own, _effects);
        return Take();
    }

    private void Establish()
    {
        Lead();
        Receive(0, Promised(0, 0));
        Receive(1, Promised(0, 0));
        Receive(0, new Accepted(Own, default, 0));
        Receive(1, new Accepted(Own, default, 0));
    }

    private void Tick()
    {
        _proposer.Tick(TimeSpan.Zero, _effects);
        Take();
    }

    private List<Effect> Flush()
    {
        _proposer.Flush(_effects);
        return Take();
    }

    private List<Effect> Receive(int from, IMessage message)
    {
        _proposer.Receive(Members[from], message, _effects);
        return Take();
    }

    private List<Effect> Take()
    {
        var effects = _effects.Items.ToList();
        _effects.Clear();
        return effects;
    }
}
