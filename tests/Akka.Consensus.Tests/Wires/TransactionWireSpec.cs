using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Transactions;
using Xunit;
using Decide = Akka.Consensus.Core.AtomicCommit.Decide;
using Inquire = Akka.Consensus.Core.AtomicCommit.Inquire;
using Prepare = Akka.Consensus.Core.AtomicCommit.Prepare;
using Vote = Akka.Consensus.Core.AtomicCommit.Vote;
using Voted = Akka.Consensus.Core.AtomicCommit.Voted;

namespace Akka.Consensus.Tests.Wires;

/// <summary>What atomic commit sends and stores comes back as it was.</summary>
public sealed class TransactionWireSpec : IDisposable
{
    private static readonly ClientId Client = new("host/1/ab");
    private static readonly TransactionId Id = new("ä'1");
    private static readonly Operation Operation = new(-7, "manifest", new Value([0, 1, 255]));

    private static readonly Transaction Paxos = new(Id, long.MinValue, CommitProtocol.PaxosCommit, new NodeId("node-1"), ["akka://a/user/b", "c"],
        [new NodeId("node-1"), new NodeId("node-2"), new NodeId("node-3")]);

    private static readonly Transaction TwoPhase = new(Id, 5, CommitProtocol.TwoPhase, new NodeId("node-1"), ["a"], []);

    private static readonly Proposal[] Votes = [new(VoteValue.InstanceOf(Paxos, "c"), VoteValue.Of(Vote.Yes, null)), new(VoteValue.InstanceOf(Paxos, "d"), VoteValue.ToAbort("no"))];
    private static readonly KeptInstance[] Instances = [new(Votes[0].Instance, Ballot.Zero, new Core.SinglePaxos.Vote(Ballot.Zero, Votes[0].Value)), new(Votes[1].Instance, Ballot.Zero, null)];

    private static readonly IMessage[] Sent =
    [
        new Run(Client, 1, Paxos, [Operation, Operation.None], TimeSpan.FromSeconds(3)),
        new Ask(Client, 2, TwoPhase),
        new Outcome(1, Decision.Commit, null),
        new Outcome(2, Decision.Abort, ""),
        new Outcome(3, null, null),
        new IdInUse(4),
        new Prepare(Paxos, Operation),
        new Voted(TwoPhase, Vote.No, "why"),
        new Voted(TwoPhase, Vote.ReadOnly, null),
        new Decide(Paxos, Decision.Abort),
        new Acknowledged(Paxos, Decision.Commit),
        new Forget(Id),
        new Inquire(TwoPhase),
        new Waiting(Id),
        new ProposeVote(Paxos, Vote.Yes, null),
        new ProposeVote(Paxos, Vote.No, "why"),
        new Collected(Paxos, Votes),
        new ForgetVotes(Paxos, Decision.Abort, "why"),
        new ForgetVotes(Paxos, Decision.Commit, null),
        new Concluded("name", Decision.Abort, "why"),
        new Concluded("name", Decision.Commit, null),
        new PreCommit(TwoPhase),
        new PreCommitAcknowledged(TwoPhase),
        new StateReport(TwoPhase, IsPreCommitted: true, HasRecovered: false),
        new StateReport(TwoPhase, IsPreCommitted: false, HasRecovered: true),
        new NoDecision(TwoPhase),
    ];

    private static readonly IEvent[] Stored =
    [
        new TransactionBegun(TwoPhase),
        new CommitDecided(Paxos, ["c", "d"]),
        new AbortDecided(Id, -1, "why"),
        new CommitEnded(Id, -1),
        new RoundsReserved(12),
        new CoordinatorKept(12, [TwoPhase], [new CommitDecided(Paxos, ["c"])], [new Ended(Id, -1, Decision.Abort, "why"), new Ended(new("b"), 1, Decision.Commit)]),
        new Prepared(Paxos, Operation),
        new PreCommitted(Id),
        new LeftReadOnly(Id, -1),
        new Refused(Id, -1, "why"),
        new BranchDecided(Id, Decision.Abort),
        new BranchFinished(Id),
        new BranchForgotten(Id),
        new Changed(Operation),
        new ParticipantKept(
            [new KeptBranch(Paxos, Operation, BranchState.PreCommitted, null), new KeptBranch(TwoPhase, Operation.None, BranchState.Done, Decision.Abort)],
            [new Ended(Id, -1, Decision.Abort, "why")], [new LeftReadOnly(Id, -1)], Operation),
        new ParticipantKept([], [], []),
        new VotesEnded("name", Decision.Abort, "why"),
        new VotesEnded("name", Decision.Commit, null),
        new VotesKept(Instances, [new VotesEnded("name", Decision.Abort, "why")]),
    ];

    private readonly Wire _wire = new();

    public static TheoryData<string> Samples => Wire.Names([.. Sent, .. Stored]);

    [Theory(DisplayName = "A message or event of atomic commit should come back as it was")]
    [MemberData(nameof(Samples))]
    public void A_message_or_event_should_come_back(string sample) => _wire.AssertComesBack(Find(sample));

    [Theory(DisplayName = "A message or event of atomic commit that lacks a part should be refused, or read as another")]
    [MemberData(nameof(Samples))]
    public void What_lacks_a_part_should_be_refused(string sample) => Assert.True(_wire.CountRefusedParts(Find(sample)) > 0);

    [Fact(DisplayName = "The list of transactions that a process shows should come back as it was")]
    public void The_list_of_transactions_should_come_back()
    {
        _wire.AssertComesBack(new ListTransactions());
        _wire.AssertComesBack(new TransactionList("akka://a", [new TransactionStatus(Id, CommitProtocol.ThreePhase, "here", "in doubt", TimeSpan.FromSeconds(1), "c")]));
    }

    [Fact(DisplayName = "What a participant that takes locks is asked to do should come back as it was")]
    public void What_is_asked_of_locks_should_come_back() => _wire.AssertComesBack(new HoldLocks(
        [new LockDemand("ä"), new LockDemand("b", LockMode.Shared), new LockDemand("c", LockMode.Permits) { Count = 2, Permits = 5 }]));

    [Fact(DisplayName = "Every message that leaves its node, and every event, should have a sample here")]
    public void Every_message_and_event_should_have_a_sample()
    {
        Assert.Empty(Wire.Missing("Akka.Consensus.Core.AtomicCommit", Sent));
        Assert.Empty(Wire.Missing("Akka.Consensus.Core.AtomicCommit", Stored));
    }

    public void Dispose() => _wire.Dispose();

    private static object Find(string sample) => Sent.Concat<object>(Stored).First(s => s.ToString() == sample);
}
