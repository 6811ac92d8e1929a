using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Service;

public sealed class OverloadSpec
{
    private static readonly NodeId First = ProposerRoleOfThree.Members[0];
    private static readonly NodeId Second = ProposerRoleOfThree.Members[1];
    private static readonly Address Client = Address.Client(ProposerRoleOfThree.Client);

    private readonly ProposerRoleOfThree _node = new(new GroupSettings { MaxPendingEntries = 3, MaxPendingBytes = 300, MaxQuestions = 2 });

    public OverloadSpec() => _node.Establish();

    [Fact]
    public void A_client_should_be_told_once_when_the_queue_is_full_and_what_came_before_be_done()
    {
        _node.Ask(Request(1));

        var effects = _node.Ask(Request(2), Request(3), Request(4), Request(5), Request(6));

        Assert.Equal((Client, (IMessage)new Overloaded(Taken: 3)), Assert.Single(effects.Select(e => (e.To, e.Message!))));
        Assert.Equal([2, 3, 4], Proposed(_node.Accept(First, 1)));
    }

    [Fact]
    public void A_queue_should_be_full_by_its_bytes_too_but_take_one_command_of_any_size()
    {
        var large = Request(2) with { Body = new Acquire(new string('x', 300), Waits: true) };
        _node.Ask(Request(1));

        Assert.Empty(_node.Ask(large));
        Assert.Equal(new Overloaded(Taken: 0), Assert.Single(_node.Ask(Request(3))).Message);
    }

    [Fact]
    public void A_request_that_is_pending_or_in_flight_should_not_be_proposed_again()
    {
        _node.Ask(Request(1));
        _node.Ask(Request(2));

        Assert.Empty(_node.Ask(Request(1, acknowledged: 0), Request(2)));
        Assert.Equal([2], Proposed(_node.Accept(First, 1)));
        Assert.Equal(2, _node.Role.Requests.Count);
    }

    [Fact]
    public void A_request_that_is_asked_again_after_it_was_chosen_should_be_proposed_again_to_be_answered()
    {
        _node.Ask(Request(1));
        _node.Accept(First, 1);
        _node.Accept(Second, 1);

        Assert.Equal([1], Proposed(_node.Ask(Request(1))));
        Assert.Equal(1, _node.Role.Requests.Count);
    }

    [Fact]
    public void A_request_that_an_earlier_ballot_proposed_should_be_proposed_again()
    {
        _node.Ask(Request(1));
        _node.Receive(Address.Acceptor(Second), new Reject(_node.Ballot, new Ballot(_node.Ballot.Round + 1, Second)));
        _node.Tick(20, () => _node.Hear(Ballot.Zero, isContent: false));
        _node.Establish();

        Assert.Equal([1], Proposed(_node.Ask(Request(1))));
    }

    [Fact]
    public void Another_attempt_to_open_a_session_should_wait_for_the_first()
    {
        _node.Ask(Open(1));

        Assert.Empty(_node.Ask(Open(2)));
        _node.Accept(First, 1);
        _node.Accept(Second, 1);
        Assert.NotEmpty(_node.Ask(Open(3)));
    }

    [Fact]
    public void A_question_beyond_the_limit_should_be_refused()
    {
        _node.Receive(Client, Query(1));
        _node.Receive(Client, Query(2));

        Assert.Equal((Client, (IMessage)new Overloaded(Taken: 0)), Assert.Single(_node.Receive(Client, Query(3)).Select(e => (e.To, e.Message!))));
    }

    public static TheoryData<ClientMessage> Unsound
    {
        get
        {
            var (client, stranger, longName) = (ProposerRoleOfThree.Client, new ClientId("stranger"), new string('x', 513));
            return
            [
                new ClientCommands(client, [new ExpireSession(new SessionId(5))]),
                new ClientCommands(client, [new OpenSession(stranger, 1, TimeSpan.FromSeconds(1))]),
                new ClientCommands(client, [new CloseSession(stranger, new SessionId(5))]),
                new ClientCommands(client, [Request(1) with { Body = new Acquire(longName, Waits: true) }]),
                new ClientCommands(new ClientId(new string('c', 129)), [Request(1)]),
                new KeepAlive(client, new SessionId(5), 1, [.. Enumerable.Range(0, 1025).Select(i => (long)i)]),
                new LockQuery(client, 1, longName, "", IsLinearizable: true),
                new LockQuery(client, 1, null, longName, IsLinearizable: false),
                new StatusQuery(new ClientId(""), 1),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public void What_no_sound_client_sends_should_be_dropped(ClientMessage message)
    {
        Assert.Empty(_node.Receive(Client, message));
        Assert.Equal((0, 0), (_node.Role.Requests.Count, _node.Role.WaitingQuestions));
    }

    private static SessionRequest Request(long sequence, long acknowledged = 0) => ProposerRoleOfThree.Request(sequence, acknowledged);

    private static OpenSession Open(long nonce) => new(ProposerRoleOfThree.Client, nonce, TimeSpan.FromSeconds(1));

    private static LockQuery Query(long id) => new(ProposerRoleOfThree.Client, id, null, "", IsLinearizable: true);

    /// <summary>The numbers of the requests that the second member is asked to accept.</summary>
    private static IEnumerable<int> Proposed(IEnumerable<Effect> effects) => effects.Where(e => e.To == Address.Acceptor(Second))
        .Select(e => e.Message).OfType<Accept>().SelectMany(a => a.Entries).OfType<SessionRequest>().Select(r => (int)r.Sequence);
}
