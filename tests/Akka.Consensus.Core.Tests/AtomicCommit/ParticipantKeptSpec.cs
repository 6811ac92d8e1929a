using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Xunit;

namespace Akka.Consensus.Core.Tests.AtomicCommit;

/// <summary>A participant that writes all it remembers in one event.</summary>
public sealed class ParticipantKeptSpec
{
    private const string Name = "a";

    private static readonly Address Coordinator = new(Role.Coordinator, "node-1");
    private static readonly Operation Operation = new(1, "o", Value.Of("do it"));

    private readonly Effects _effects = new();
    private readonly ParticipantRole _role = NewRole();

    [Fact(DisplayName = "What is kept should be all that the events come to, whatever was recovered before")]
    public void What_is_kept_should_be_all_that_the_events_come_to()
    {
        foreach (var protocol in Enum.GetValues<CommitProtocol>())
        {
            Prepare(New($"{protocol}/in doubt", protocol), Vote.Yes);
            Prepare(New($"{protocol}/refused", protocol), Vote.No);
            Prepare(New($"{protocol}/left", protocol), Vote.ReadOnly);
            foreach (var decision in protocol == CommitProtocol.ThreePhase ? [Decision.Commit] : Enum.GetValues<Decision>())
            {
                var (finishing, done) = (New($"{protocol}/{decision}/finishing", protocol), New($"{protocol}/{decision}/done", protocol));
                foreach (var transaction in new[] { finishing, done })
                {
                    Prepare(transaction, Vote.Yes);
                    Receive(new Decide(transaction, decision));
                }

                _role.Finish(done.Id, _effects);
            }
        }

        var preCommitted = New("pre-committed", CommitProtocol.ThreePhase);
        Prepare(preCommitted, Vote.Yes);
        Receive(new PreCommit(preCommitted));
        Receive(new Prepare(New("voting", CommitProtocol.TwoPhase), Operation));

        var (fromEvents, fromKept) = (NewRole(), NewRole());
        foreach (var stored in Stored())
        {
            fromEvents.Recover(stored);
            fromKept.Recover(stored);
        }

        fromKept.Recover(_role.Keep());

        Assert.Contains(_role.Branches, b => b.State == BranchState.Voting);
        Assert.Equal([BranchState.Prepared, BranchState.PreCommitted, BranchState.Finishing, BranchState.Done],
            fromKept.Branches.Select(b => b.State).Distinct().Order());
        AssertSame(fromEvents.Keep(), fromKept.Keep());
        AssertSame(_role.Keep(), fromKept.Keep());
    }

    [Fact(DisplayName = "A participant that was kept should answer as before: what it refused, what it left, and what it is in doubt about")]
    public void A_participant_that_was_kept_should_answer_as_before()
    {
        var (refused, left, inDoubt) = (New("refused"), New("left"), New("in doubt"));
        Prepare(refused, Vote.No);
        Prepare(left, Vote.ReadOnly);
        Prepare(inDoubt, Vote.Yes);
        var kept = NewRole();
        kept.Recover(_role.Keep());

        Assert.Equal(Vote.No, VoteOf(kept, refused));
        Assert.Equal(Vote.ReadOnly, VoteOf(kept, left));
        Assert.Equal(Vote.Yes, VoteOf(kept, inDoubt));
        Assert.Equal(Vote.No, VoteOf(kept, inDoubt with { Nonce = 7 }));
    }

    private static ParticipantRole NewRole() => new(Name, new CommitSettings(), isOneJournal: false);

    private static Transaction New(string id, CommitProtocol protocol = CommitProtocol.TwoPhase) =>
        new(new(id), 1, protocol, new NodeId("node-1"), [Name, "b"], protocol == CommitProtocol.PaxosCommit ? [new NodeId("node-1")] : []);

    private static Vote VoteOf(ParticipantRole role, Transaction transaction)
    {
        var effects = new Effects();
        role.Receive(TimeSpan.Zero, Coordinator, new Prepare(transaction, Operation), effects);
        return Assert.IsType<Voted>(Assert.Single(effects.Items).Message).Vote;
    }

    private static void AssertSame(ParticipantKept expected, ParticipantKept actual)
    {
        Assert.Equal(expected.Branches, actual.Branches);
        Assert.Equal(expected.Ended, actual.Ended);
        Assert.Equal(expected.Left, actual.Left);
    }

    private void Prepare(Transaction transaction, Vote vote)
    {
        Receive(new Prepare(transaction, Operation));
        _role.Answer(TimeSpan.Zero, transaction.Id, vote, "why", _effects);
    }

    private void Receive(IMessage message) => _role.Receive(TimeSpan.Zero, Coordinator, message, _effects);

    private IEnumerable<IEvent> Stored() => _effects.Items.Where(e => e.Kind == EffectKind.Persist).Select(e => e.Event!);
}
