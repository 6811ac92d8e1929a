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

    public ProposerSpec() => _proposer.Recover(new Reserved(0, [.. Members.Select(m => new KnownJournal(m, default))]));

    [Fact]
    public void A_ballot_should_be_reserved_before_anyone_hears_of_it()
    {
        var effects = Lead();

        Assert.Equal(1, Assert.IsType<Reserved>(effects[0].Event).Round);
        Assert.Equal(3, effects.Count(e => e is { Kind: EffectKind.SendWhenDurable, Message: Prepare }));
    }

    [Fact]
    public void A_reserved_round_should_never_be_used_again()
    {
        _proposer.Recover(new Reserved(1, []));

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

    [Fact(DisplayName = "What one acceptor knows to be chosen should not be said of another's log: a higher ballot may have chosen something else")]
    public void What_is_known_to_be_chosen_should_be_known_by_whose_log_is_adopted()
    {
        Lead();
        Receive(0, Promised(accepted: 1, last: 5, committed: 5));

        var fetch = Assert.Single(Receive(1, Promised(accepted: 2, last: 5, committed: 2)));

        Assert.Equal(new Fetch(Own, new LogIndex(2), new LogIndex(5)), fetch.Message);
        Assert.Equal(new LogIndex(2), _proposer.Committed);
    }

    [Fact(DisplayName = "A proposer that hears of more chosen entries than it may adopt should ask all again, and give way to the ballot that chose them")]
    public void A_proposer_that_was_overtaken_should_ask_again_and_give_way()
    {
        var higher = new Ballot(9, Members[2]);
        Lead();
        Receive(0, Promised(accepted: 2, last: 3));

        Receive(1, Promised(accepted: 1, last: 5) with { Committed = new LogIndex(5) });

        Assert.Equal(Phase.Preparing, _proposer.Phase);
        _effects.Clear();
        _proposer.Tick(TimeSpan.Zero, _effects);
        Assert.Equal(Members.Select(Address.Acceptor), _effects.Items.Where(e => e.Message is Prepare).Select(e => e.To));
        Assert.Equal(higher, _proposer.Receive(Members[0], new Reject(Own, higher), _effects));
        Assert.Equal(Phase.Idle, _proposer.Phase);
    }

    [Fact]
    public void Nothing_should_be_called_chosen_before_a_quorum_has_all_that_was_adopted()
    {
        Lead();
        Receive(0, Promised(0, 0));
        Receive(1, Promised(accepted: 2, last: 2));
        Receive(1, new Fetched(Own, default, [Entry(1), Entry(2)], default));
        Receive(0, new Accepted(Own, new LogIndex(2), 0, default, default));
        Assert.False(_proposer.IsEstablished);

        Receive(1, new Accepted(Own, new LogIndex(1), 0, default, default));
        Assert.False(_proposer.IsEstablished);

        Receive(1, new Accepted(Own, new LogIndex(2), 0, default, default));
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

        Assert.Equal([Entry(2), Entry(3)], Batch(Receive(0, new Accepted(Own, new LogIndex(1), 1, default, default))));
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
        Receive(2, new Accepted(Own, new LogIndex(4), 1, default, default));
        Tick();

        var effects = Receive(0, Promised(accepted: 1, last: 0));

        Assert.Equal(new CatchUp(Own, new LogIndex(4), Members[2]), Assert.Single(effects).Message);
    }

    [Fact]
    public void A_vote_from_another_journal_should_not_count_and_its_node_be_told()
    {
        Lead();
        Receive(0, Promised(0, 0));

        var told = Assert.Single(Receive(1, Promised(0, 0) with { Journal = new JournalMark(5, 0) }));

        Assert.Equal((Address.Acceptor(Members[1]), new Disown(default)), (told.To, told.Message));
        Assert.Equal(Phase.Preparing, _proposer.Phase);
    }

    [Fact]
    public void A_vote_from_a_journal_that_was_set_back_should_not_count()
    {
        Lead();
        Receive(1, Promised(0, 0) with { Journal = new JournalMark(0, 30) });
        _proposer.Lead(new Ballot(2, Members[0]), _effects);
        Take();
        Receive(0, Promised(0, 0) with { Ballot = new Ballot(2, Members[0]) });

        var told = Assert.Single(Receive(1, Promised(0, 0) with { Ballot = new Ballot(2, Members[0]), Journal = new JournalMark(0, 29) }));

        Assert.Equal(new Disown(new JournalMark(0, 30)), told.Message);
        Assert.Equal(Phase.Preparing, _proposer.Phase);
    }

    [Fact]
    public void A_late_vote_of_an_earlier_question_should_not_be_taken_for_a_journal_that_was_set_back()
    {
        Establish();
        Receive(1, new Accepted(Own, default, 0, default, new JournalMark(0, 30)));
        Tick();

        Assert.DoesNotContain(Receive(1, new Accepted(Own, default, 0, default, new JournalMark(0, 29))), e => e.Message is Disown);
        Assert.Contains(Receive(1, new Accepted(Own, default, 1, default, new JournalMark(0, 29))), e => e.Message is Disown);
    }

    [Fact]
    public void A_new_journal_should_be_stored_before_its_node_hears_that_it_is_known()
    {
        var proposer = new Proposer(Members[0], Quorum.Majority(Members), new GroupSettings());

        proposer.Receive(Address.Acceptor(Members[2]), new Introduce(8), _effects);

        var effects = Take();
        Assert.Equal([new KnownJournal(Members[2], new JournalMark(8, 0))], Assert.IsType<Reserved>(effects[0].Event).Journals);
        Assert.Equal((EffectKind.SendWhenDurable, new Introduced(8)), (effects[1].Kind, effects[1].Message));
    }

    [Fact]
    public void A_second_journal_of_a_known_node_should_be_disowned()
    {
        _proposer.Receive(Address.Acceptor(Members[2]), new Introduce(8), _effects);

        Assert.Equal(new Disown(default), Assert.Single(Take()).Message);
    }

    [Fact]
    public void Everyone_should_hear_up_to_where_a_quorum_has_snapshots()
    {
        Establish();
        foreach (var (member, snapshot) in new[] { (0, 40), (1, 30), (2, 20) })
            Receive(member, new Accepted(Own, default, 0, new LogIndex(snapshot), default));

        _proposer.BeginRound(_effects);

        Assert.All(Take(), e => Assert.Equal(new LogIndex(30), Assert.IsType<Commit>(e.Message).Snapshotted));
    }

    private static Promise Promised(long accepted, long last, long committed = 0) =>
        new(Own, accepted == 0 ? Ballot.Zero : new Ballot(accepted, Members[1]), new LogIndex(last), new LogIndex(committed), Fingerprint.Empty, default);

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
        Receive(0, new Accepted(Own, default, 0, default, default));
        Receive(1, new Accepted(Own, default, 0, default, default));
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
