using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Service;

/// <summary>The proposer of the first of three members, with all around it played by the test. One tick is a tenth of the election timeout.</summary>
internal sealed class ProposerRoleOfThree
{
    public static readonly NodeId[] Members = [new("a"), new("b"), new("c")];

    public static readonly ClientId Client = new("client");

    private readonly Effects _effects = new();

    public ProposerRoleOfThree(GroupSettings? limits = null)
    {
        var quorum = Quorum.Majority(Members);
        var settings = limits ?? new GroupSettings();
        var proposer = new Proposer(Members[0], quorum, settings);
        Role = new ProposerRole(Members[0], quorum, settings, new BallotLeaderElection(Members[0], quorum, settings.ElectionTimeout),
            proposer, new PendingRequests(proposer), new SessionMonitor(), new DelayMonitor(), new HandOver(settings));
        Role.Recover(new Reserved(0, [.. Members.Select(m => new KnownJournal(m, default))]));
        Receive(Address.Acceptor(Members[0]), new Standing(IsAdmitted: true));
    }

    public ProposerRole Role { get; }

    public Ballot Ballot => Role.Proposer.Ballot;

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    /// <summary>The others answer heartbeats: what they know of a leader, and whether they are content with it.</summary>
    public void Hear(Ballot leader, bool isContent = true)
    {
        foreach (var other in Members[1..])
            Receive(Address.Proposer(other), new HeartbeatReply(other == leader.Node ? leader : Ballot.Zero, leader, isContent));
    }

    /// <summary>Time passes, and something in it.</summary>
    /// <returns>What was sent after that.</returns>
    public List<Effect> Tick(int ticks = 1, Action? meanwhile = null)
    {
        for (var i = 0; i < ticks; i++)
        {
            meanwhile?.Invoke();
            Now += TimeSpan.FromMilliseconds(100);
            Take();
            Role.Tick(Now, _effects);
        }

        return Take();
    }

    /// <summary>Is elected, promised by all, and established on an empty log.</summary>
    public void Establish()
    {
        Hear(Ballot.Zero, isContent: false);
        Tick();
        foreach (var member in Members)
            Receive(Address.Acceptor(member), new Promise(Ballot, Ballot.Zero, LogIndex.Zero, LogIndex.Zero, Fingerprint.Empty, default));
        foreach (var member in Members)
            Accept(member, 0);
    }

    /// <summary>A member votes, and answers every quorum round.</summary>
    public List<Effect> Accept(NodeId member, long upTo) =>
        Receive(Address.Acceptor(member), new Accepted(Ballot, new LogIndex(upTo), Role.Proposer.Rounds.Begun, default, default));

    public List<Effect> Receive(Address from, IMessage message)
    {
        Role.Receive(Now, from, message, _effects);
        return Take();
    }

    public List<Effect> Leave()
    {
        Role.Leave(Now, _effects);
        return Take();
    }

    /// <summary>A client asks.</summary>
    public List<Effect> Ask(params Command[] commands) => Receive(Address.Client(Client), new ClientCommands(Client, commands));

    /// <summary>A request of the client's session.</summary>
    public static SessionRequest Request(long sequence, long acknowledged = 0) =>
        new(new SessionId(5), sequence, acknowledged, new Acquire("x", Waits: true));

    private List<Effect> Take()
    {
        var effects = _effects.Items.ToList();
        _effects.Clear();
        return effects;
    }
}
