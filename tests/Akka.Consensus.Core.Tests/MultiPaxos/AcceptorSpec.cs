using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.MultiPaxos;

public sealed class AcceptorSpec
{
    private static readonly NodeId Self = new("a");
    private static readonly Address Leader = Address.Proposer(new NodeId("b"));
    private static readonly Quorum Group = Quorum.Majority([Self, new NodeId("b"), new NodeId("c")]);

    private readonly Effects _effects = new();
    private Acceptor _acceptor = new(Self, Group, new GroupSettings());

    public AcceptorSpec() => Start();

    [Fact]
    public void An_empty_journal_should_begin_with_whose_it_is()
    {
        var effects = new Effects();
        new Acceptor(Self, Group, new GroupSettings()).Start(TimeSpan.Zero, effects);

        var genesis = Assert.IsType<Genesis>(Assert.Single(effects.Items).Event);
        Assert.Equal(Self, genesis.Node);
        Assert.Equal(Group.Members, genesis.Members);
    }

    [Fact]
    public void A_journal_of_another_node_or_group_should_be_refused()
    {
        Assert.Throws<ForeignJournalException>(() => _acceptor.Recover(new Genesis(new NodeId("b"), Group.Members)));
        Assert.Throws<ForeignJournalException>(() => _acceptor.Recover(new Genesis(Self, [Self])));
    }

    [Fact]
    public void A_promise_should_be_stored_before_it_is_told()
    {
        var effects = Receive(new Prepare(Ballot(2)));

        Assert.Collection(effects,
            e => Assert.Equal(new Promised(Ballot(2)), e.Event),
            e => Assert.Equal((EffectKind.SendWhenDurable, new Promise(Ballot(2), Core.Ballot.Zero, default, default)), (e.Kind, e.Message)));
    }

    [Fact]
    public void A_lower_ballot_should_be_refused()
    {
        Receive(new Prepare(Ballot(3)));

        Assert.Equal(new Reject(Ballot(2), Ballot(3)), Assert.Single(Receive(new Prepare(Ballot(2)))).Message);
        Assert.Equal(new Reject(Ballot(2), Ballot(3)), Assert.Single(Receive(Accept(2, 0, 0, Entry(1)))).Message);
        Assert.Equal(new Reject(Ballot(2), Ballot(3)), Assert.Single(Receive(new Commit(Ballot(2), default, 1))).Message);
    }

    [Fact]
    public void A_ballot_that_was_not_promised_should_not_be_followed()
    {
        Assert.Empty(Receive(Accept(5, 0, 0, Entry(1))));
        Assert.Equal(Core.Ballot.Zero, _acceptor.Accepted);
    }

    [Fact]
    public void A_vote_should_be_one_event_and_leave_when_that_is_durable()
    {
        Receive(new Prepare(Ballot(1)));

        var effects = Receive(Accept(1, 0, 0, Entry(1), Entry(2)));

        var stored = Assert.IsType<Appended>(effects[0].Event);
        Assert.Equal([Entry(1), Entry(2)], stored.Entries);
        Assert.Equal((EffectKind.SendWhenDurable, new Accepted(Ballot(1), new LogIndex(2), 0)), (effects[1].Kind, effects[1].Message));
    }

    [Fact]
    public void A_doubled_batch_should_be_stored_once_and_answered_twice()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));

        var again = Assert.Single(Receive(Accept(1, 0, 0, Entry(1))));

        Assert.Equal(new Accepted(Ballot(1), new LogIndex(1), 0), again.Message);
    }

    [Fact]
    public void A_batch_beyond_a_gap_should_be_left_and_the_answer_say_how_far_the_log_goes()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));

        var answer = Assert.Single(Receive(Accept(1, 2, 0, Entry(3))));

        Assert.Equal(new Accepted(Ballot(1), new LogIndex(1), 0), answer.Message);
    }

    [Fact]
    public void A_ballot_should_be_taken_on_with_all_that_was_adopted_or_not_at_all()
    {
        Receive(new Prepare(Ballot(1)));

        Assert.Empty(Receive(Accept(1, 0, adopted: 3, Entry(1), Entry(2))));
        Assert.Equal(Core.Ballot.Zero, _acceptor.Accepted);

        var stored = Assert.IsType<Appended>(Receive(Accept(1, 2, adopted: 3, Entry(3)))[0].Event);
        Assert.Equal([Entry(1), Entry(2), Entry(3)], stored.Entries);
        Assert.Equal(Ballot(1), _acceptor.Accepted);
    }

    [Fact]
    public void Pieces_of_another_ballot_should_not_be_mixed()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, adopted: 2, Entry(1)));
        Receive(new Prepare(Ballot(2)));

        Assert.Empty(Receive(Accept(2, 1, adopted: 2, Entry(9))));
        Assert.Equal(default, _acceptor.Last);
    }

    [Fact]
    public void A_new_ballot_should_replace_what_was_accepted_but_not_chosen()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1), Entry(2), Entry(3)));
        Receive(new Prepare(Ballot(2)));

        Receive(new Accept(Ballot(2), new LogIndex(1), [Entry(7)], new LogIndex(1), new LogIndex(2), default, 0));

        Assert.Equal((new LogIndex(2), Entry(7)), (_acceptor.Last, _acceptor[new LogIndex(2)]));
    }

    [Fact]
    public void A_chosen_entry_should_never_be_replaced()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));
        Receive(new Commit(Ballot(1), new LogIndex(1), 0));
        Receive(new Prepare(Ballot(2)));

        Assert.Throws<InvariantException>(() => Receive(Accept(2, 0, adopted: 1, Entry(9))));
    }

    [Fact]
    public void Nobody_should_hear_that_more_is_chosen_here_than_is_stored_here()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));
        Receive(new Commit(Ballot(1), new LogIndex(9), 0));

        Assert.Equal(new LogIndex(1), _acceptor.Committed);
    }

    [Fact]
    public void What_was_stored_should_be_remembered_after_a_restart()
    {
        var journal = new List<IEvent> { new Genesis(Self, Group.Members) };
        journal.AddRange(Events(Receive(new Prepare(Ballot(4)))));
        journal.AddRange(Events(Receive(Accept(4, 0, 0, Entry(1), Entry(2)))));

        Restart(journal);

        Assert.Equal((Ballot(4), Ballot(4), new LogIndex(2)), (_acceptor.Promised, _acceptor.Accepted, _acceptor.Last));
        Assert.IsType<Reject>(Assert.Single(Receive(new Prepare(Ballot(3)))).Message);
    }

    [Fact]
    public void Chosen_entries_should_be_fetched_without_taking_on_a_ballot()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1), Entry(2)));
        Receive(new Prepare(Ballot(5)));
        var source = new NodeId("c");
        Assert.IsType<Fetch>(Assert.Single(Receive(new CatchUp(Ballot(5), new LogIndex(2), source))).Message);

        var effects = Receive(new Fetched(Ballot(5), default, [Entry(1), Entry(8)], new LogIndex(2)), Address.Acceptor(source));

        var stored = Assert.IsType<Appended>(effects[0].Event);
        Assert.Equal((Ballot(1), new LogIndex(1)), (stored.Ballot, stored.Previous));
        Assert.Equal(new LogIndex(2), _acceptor.Committed);
        Assert.Equal(new Promise(Ballot(5), Ballot(1), new LogIndex(2), new LogIndex(2)), effects[^1].Message);
    }

    [Fact]
    public void Only_chosen_entries_should_be_given_to_another_acceptor()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1), Entry(2)));
        Receive(new Commit(Ballot(1), new LogIndex(1), 0));

        var answer = Receive(new Fetch(Ballot(9), default, new LogIndex(2)), Address.Acceptor(new NodeId("c")));

        Assert.Equal([Entry(1)], Assert.IsType<Fetched>(Assert.Single(answer).Message).Entries);
    }

    private static Ballot Ballot(long round) => new(round, Leader.Node);

    private static ExpireSession Entry(long number) => new(new SessionId(number));

    private static Accept Accept(long round, long previous, long adopted, params Command[] entries) =>
        new(Ballot(round), new LogIndex(previous), entries, default, new LogIndex(adopted), default, 0);

    private static IEnumerable<IEvent> Events(IEnumerable<Effect> effects) => effects.Where(e => e.Event is not null).Select(e => e.Event!);

    private List<Effect> Receive(IMessage message, Address? from = null)
    {
        _effects.Clear();
        _acceptor.Receive(TimeSpan.Zero, from ?? Leader, message, _effects);
        return [.. _effects.Items];
    }

    private void Restart(IEnumerable<IEvent> journal)
    {
        _acceptor = new Acceptor(Self, Group, new GroupSettings());
        foreach (var stored in journal)
            _acceptor.Recover(stored);
        Start();
    }

    private void Start() => _acceptor.Start(TimeSpan.Zero, _effects);
}
