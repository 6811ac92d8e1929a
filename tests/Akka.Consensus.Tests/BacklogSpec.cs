using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>What a role drops when more comes than it can do.</summary>
public sealed class BacklogSpec
{
    private static readonly NodeId Self = new("node-1");
    private static readonly ClientId Client = new("client");
    private static readonly Packet FromClient = new(Address.Client(Client), new StatusQuery(Client, 1));
    private static readonly Packet FromOtherNode = new(Address.Proposer(new NodeId("node-2")), new Heartbeat());
    private static readonly Packet FromOwnNode = new(Address.Learner(Self), new Subscribe());

    private readonly Backlog _backlog;
    private int _waiting;

    public BacklogSpec() => _backlog = new Backlog(Self, limit: 2, () => _waiting);

    [Fact(DisplayName = "A full mailbox should cost clients their messages, and nobody else")]
    public void A_full_mailbox_should_cost_clients_their_messages()
    {
        _waiting = 1;
        Assert.False(IsTooMuch(FromClient));

        _waiting = 2;
        Assert.True(IsTooMuch(FromClient));
        Assert.False(IsTooMuch(FromOtherNode));
        Assert.False(IsTooMuch(FromOwnNode));
    }

    [Fact(DisplayName = "A journal that hangs should cost clients and other nodes their messages, until it has come to something")]
    public void A_journal_that_hangs_should_cost_others_their_messages()
    {
        _backlog.Defer();
        Assert.False(IsTooMuch(FromOtherNode));

        _backlog.Defer();
        Assert.True(IsTooMuch(FromOtherNode));
        Assert.True(IsTooMuch(FromClient));
        Assert.False(IsTooMuch(FromOwnNode));

        _backlog.Done();
        Assert.False(IsTooMuch(FromOtherNode));
    }

    [Fact(DisplayName = "A role that recovers should keep so many messages, and drop the others")]
    public void A_role_that_recovers_should_keep_so_many_messages()
    {
        Assert.Equal([false, false, true, true],
            new[] { FromClient, FromOwnNode, FromOtherNode, FromOwnNode }.Select(p => _backlog.IsTooMuch(p, isRecovering: true)));
    }

    private bool IsTooMuch(Packet packet) => _backlog.IsTooMuch(packet, isRecovering: false);
}
