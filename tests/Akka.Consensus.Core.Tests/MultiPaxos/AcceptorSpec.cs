using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.MultiPaxos;

public sealed class AcceptorSpec
{
    private static readonly NodeId Self = new("a");
    private static readonly Address Leader = Address.Proposer(new NodeId("b"));
    private static readonly Quorum Group = Quorum.Majority([Self, new NodeId("b"), new NodeId("c")]);

    private const long Incarnation = 7;

    private static readonly GroupSettings Settings = new() { TailEntries = 1, TrimInterval = 2 };
    private static readonly IEvent[] Journal = [new Genesis(Self, Group.Members, Incarnation), new Admitted()];

    private readonly Effects _effects = new();
    private Acceptor _acceptor = NewAcceptor();

    public AcceptorSpec() => Restart(Journal);

    [Fact]
    public void An_empty_journal_should_begin_with_whose_it_is()
    {
        var genesis = Assert.IsType<Genesis>(Restart([])[0].Event);

        Assert.Equal((Self, Incarnation), (genesis.Node, genesis.Incarnation));
        Assert.Equal(Group.Members, genesis.Members);
    }

    [Fact]
    public void A_journal_of_another_node_or_group_should_be_refused()
    {
        Assert.Throws<ForeignJournalException>(() => _acceptor.Recover(new Genesis(new NodeId("b"), Group.Members, Incarnation)));
        Assert.Throws<ForeignJournalException>(() => _acceptor.Recover(new Genesis(Self, [Self], Incarnation)));
    }

    [Fact]
    public void A_promise_should_be_stored_before_it_is_told()
    {
        var effects = Receive(new Prepare(Ballot(2)));

        Assert.Collection(effects,
            e => Assert.Equal(new Promised(Ballot(2)), e.Event),
            e => Assert.Equal((EffectKind.SendWhenDurable, new Promise(Ballot(2), Core.Ballot.Zero, default, default, Fingerprint.Empty, Mark(3))), (e.Kind, e.Message)));
    }

    [Fact]
    public void A_lower_ballot_should_be_refused()
    {
        Receive(new Prepare(Ballot(3)));

        Assert.Equal(new Reject(Ballot(2), Ballot(3)), Assert.Single(Receive(new Prepare(Ballot(2)))).Message);
        Assert.Equal(new Reject(Ballot(2), Ballot(3)), Assert.Single(Receive(Accept(2, 0, 0, Entry(1)))).Message);
        Assert.Equal(new Reject(Ballot(2), Ballot(3)), Assert.Single(Receive(new Commit(Ballot(2), default, 1, default))).Message);
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
        Assert.Equal((EffectKind.SendWhenDurable, new Accepted(Ballot(1), new LogIndex(2), 0, default, Mark(4))), (effects[1].Kind, effects[1].Message));
    }

    [Fact]
    public void A_doubled_batch_should_be_stored_once_and_answered_twice()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));

        var again = Assert.Single(Receive(Accept(1, 0, 0, Entry(1))));

        Assert.Equal(new Accepted(Ballot(1), new LogIndex(1), 0, default, Mark(4)), again.Message);
    }

    [Fact]
    public void A_batch_beyond_a_gap_should_be_left_and_the_answer_say_how_far_the_log_goes()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));

        var answer = Assert.Single(Receive(Accept(1, 2, 0, Entry(3))));

        Assert.Equal(new Accepted(Ballot(1), new LogIndex(1), 0, default, Mark(4)), answer.Message);
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

        Receive(new Accept(Ballot(2), new LogIndex(1), LogAt(1), [Entry(7)], new LogIndex(1), new LogIndex(2), default, 0));

        Assert.Equal((new LogIndex(2), Entry(7)), (_acceptor.Last, _acceptor[new LogIndex(2)]));
    }

    [Fact]
    public void A_chosen_entry_should_never_be_replaced()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));
        Receive(new Commit(Ballot(1), new LogIndex(1), 0, default));
        Receive(new Prepare(Ballot(2)));

        Assert.Empty(Receive(Accept(2, 0, adopted: 1, Entry(9))));
        Assert.Equal((Ballot(1), Entry(1)), (_acceptor.Accepted, _acceptor[new LogIndex(1)]));
    }

    [Fact]
    public void Nobody_should_hear_that_more_is_chosen_here_than_is_stored_here()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1)));
        Receive(new Commit(Ballot(1), new LogIndex(9), 0, default));

        Assert.Equal(new LogIndex(1), _acceptor.Committed);
    }

    [Fact]
    public void What_was_stored_should_be_remembered_after_a_restart()
    {
        var journal = Journal.ToList();
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
        Assert.Equal(new Promise(Ballot(5), Ballot(1), new LogIndex(2), new LogIndex(2), After(Entry(1), Entry(8)), Mark(6)), effects[^1].Message);
    }

    [Fact]
    public void Only_chosen_entries_should_be_given_to_another_acceptor()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1), Entry(2)));
        Receive(new Commit(Ballot(1), new LogIndex(1), 0, default));

        var answer = Receive(new Fetch(Ballot(9), default, new LogIndex(2)), Address.Acceptor(new NodeId("c")));

        Assert.Equal([Entry(1)], Assert.IsType<Fetched>(Assert.Single(answer).Message).Entries);
    }

    [Fact]
    public void A_new_journal_should_not_vote_before_every_voter_knows_it()
    {
        Restart([]);
        Assert.Empty(Receive(new Prepare(Ballot(1))));

        Receive(new Introduced(Incarnation), Address.Proposer(Self));
        Receive(new Introduced(Incarnation), Leader);
        Assert.Empty(Receive(new Prepare(Ballot(1))));

        Assert.IsType<Admitted>(Receive(new Introduced(Incarnation), Address.Proposer(new NodeId("c")))[0].Event);
        Assert.IsType<Promised>(Receive(new Prepare(Ballot(1)))[0].Event);
    }

    [Fact]
    public void A_word_about_another_journal_should_not_admit_this_one()
    {
        Restart([]);

        foreach (var member in Group.Members)
            Receive(new Introduced(Incarnation + 1), Address.Proposer(member));

        Assert.Empty(Receive(new Prepare(Ballot(1))));
    }

    [Fact]
    public void A_new_journal_of_a_node_that_is_known_with_another_should_learn_and_never_vote()
    {
        Restart([]);

        Receive(new Disown(new JournalMark(Incarnation + 1, 50)));

        Assert.Equal(Leader.Node, _acceptor.Admission.DisownedBy);
        Assert.Empty(Receive(new Prepare(Ballot(1))));
    }

    [Fact]
    public void A_journal_that_was_set_back_should_stop_when_it_hears_of_it()
    {
        Assert.Throws<AmnesiaException>(() => Receive(new Disown(new JournalMark(Incarnation, 50))));
    }

    [Fact]
    public void An_old_word_about_a_shorter_journal_should_mean_nothing()
    {
        Assert.Empty(Receive(new Disown(new JournalMark(Incarnation, 2))));
        Assert.IsType<Promised>(Receive(new Prepare(Ballot(1)))[0].Event);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(0, 4)]
    public void Nothing_should_be_trimmed_before_this_node_and_a_quorum_have_snapshots(int own, int quorum)
    {
        Choose(4);

        Receive(new Snapshotted(new LogIndex(own), LogAt(own)), Address.Learner(Self));
        var effects = Receive(new Commit(Ballot(1), new LogIndex(4), 0, new LogIndex(quorum)));

        Assert.DoesNotContain(effects, e => e.Event is Trimmed);
        Assert.Equal(default, _acceptor.LogStart);
    }

    [Fact]
    public void A_trimmed_journal_should_remember_all_but_the_entries_that_snapshots_stand_for()
    {
        Choose(4);
        Receive(new Snapshotted(new LogIndex(4), LogAt(4)), Address.Learner(Self));
        var trimmed = Assert.IsType<Trimmed>(Receive(new Commit(Ballot(1), new LogIndex(4), 0, new LogIndex(4)))[0].Event);
        Assert.Equal((new LogIndex(3), LogAt(3)), (trimmed.Start, trimmed.Log));

        Restart([trimmed]);

        Assert.Equal((Ballot(1), Ballot(1)), (_acceptor.Promised, _acceptor.Accepted));
        Assert.Equal((new LogIndex(3), new LogIndex(4), new LogIndex(4)), (_acceptor.LogStart, _acceptor.Last, _acceptor.Committed));
        Assert.Equal(new Promise(Ballot(1), Ballot(1), new LogIndex(4), new LogIndex(4), LogAt(4), Mark(5)), Receive(new Prepare(Ballot(1)))[^1].Message);
    }

    [Fact]
    public void Who_asks_for_what_was_trimmed_should_be_told_that_it_is_gone()
    {
        Choose(4);
        Receive(new Snapshotted(new LogIndex(4), LogAt(4)), Address.Learner(Self));
        Receive(new Commit(Ballot(1), new LogIndex(4), 0, new LogIndex(4)));

        foreach (var who in new[] { Address.Acceptor(new NodeId("c")), Address.Learner(new NodeId("c")), Address.Learner(Self) })
            Assert.Equal(new Gone(new LogIndex(3)), Assert.Single(Receive(new Fetch(Ballot(1), new LogIndex(2), new LogIndex(4)), who)).Message);
    }

    [Fact(DisplayName = "A snapshot beyond the log should stand for the entries before it, and leave no log of any ballot")]
    public void A_snapshot_beyond_the_log_should_stand_for_the_entries_before_it()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1), Entry(9)));

        var effects = Receive(new Snapshotted(new LogIndex(5), LogAt(5)), Address.Learner(Self));

        var stored = Assert.IsType<Trimmed>(effects[0].Event);
        Assert.Equal((new LogIndex(5), new LogIndex(5)), (stored.Start, stored.Committed));
        Assert.Equal((Ballot(1), Core.Ballot.Zero), (stored.Promised, stored.Accepted));
        Assert.Equal(new LogIndex(5), Assert.IsType<Promise>(effects[^1].Message).Committed);
    }

    [Fact]
    public void A_snapshot_that_agrees_with_the_log_should_leave_what_follows_as_it_is()
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, Entry(1), Entry(2), Entry(3)));

        Assert.Empty(Receive(new Snapshotted(new LogIndex(2), LogAt(2)), Address.Learner(Self)));

        Assert.Equal((new LogIndex(2), new LogIndex(3)), (_acceptor.Committed, _acceptor.Last));
    }

    [Fact]
    public void A_snapshot_of_another_past_than_the_chosen_one_should_stop_the_acceptor()
    {
        Choose(4);

        Assert.Throws<InvariantException>(() => Receive(new Snapshotted(new LogIndex(3), LogAt(2)), Address.Learner(Self)));
    }

    private static Acceptor NewAcceptor() => new(Self, Group, Settings, Incarnation);

    private static JournalMark Mark(long position) => new(Incarnation, position);

    /// <summary>The fingerprint of a log of the entries 1, 2, 3 ...</summary>
    private static Fingerprint LogAt(int last)
    {
        var log = Fingerprint.Empty;
        for (var number = 1; number <= last; number++)
            Entry(number).AddTo(ref log);
        return log;
    }

    private void Choose(int last)
    {
        Receive(new Prepare(Ballot(1)));
        Receive(Accept(1, 0, 0, [.. Enumerable.Range(1, last).Select(n => Entry(n))]));
        Receive(new Commit(Ballot(1), new LogIndex(last), 0, default));
    }

    private static Ballot Ballot(long round) => new(round, Leader.Node);

    private static ExpireSession Entry(long number) => new(new SessionId(number));

    private static Accept Accept(long round, long previous, long adopted, params Command[] entries) =>
        new(Ballot(round), new LogIndex(previous), Fingerprint.Empty, entries, default, new LogIndex(adopted), default, 0);

    /// <summary>The fingerprint of a log.</summary>
    private static Fingerprint After(params Command[] entries)
    {
        var log = Fingerprint.Empty;
        foreach (var entry in entries)
            entry.AddTo(ref log);
        return log;
    }

    private static IEnumerable<IEvent> Events(IEnumerable<Effect> effects) => effects.Where(e => e.Event is not null).Select(e => e.Event!);

    private List<Effect> Receive(IMessage message, Address? from = null)
    {
        _effects.Clear();
        _acceptor.Receive(TimeSpan.Zero, from ?? Leader, message, _effects);
        return [.. _effects.Items];
    }

    private List<Effect> Restart(IEnumerable<IEvent> journal)
    {
        _acceptor = NewAcceptor();
        foreach (var stored in journal)
            _acceptor.Recover(stored);
        _effects.Clear();
        _acceptor.Start(TimeSpan.Zero, _effects);
        return [.. _effects.Items];
    }
}
