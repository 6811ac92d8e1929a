using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Akka.Consensus.Transactions;
using Xunit;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>Transactions that hold replicated locks.</summary>
public sealed class LocksParticipantSpec(TransactionNode node) : IClassFixture<TransactionNode>
{
    private static int _last;

    private readonly string _name = $"locks-{Interlocked.Increment(ref _last)}";

    private IReplicatedLocks Locks => ReplicatedLocks.Get(node.System);

    [Theory(DisplayName = "A transaction should hold its locks from the vote until the decision, and give them back")]
    [InlineData(Vote.Yes)]
    [InlineData(Vote.No)]
    public async Task A_transaction_should_hold_its_locks_until_the_decision(Vote other)
    {
        var (committing, gate, _) = await BeginAsync(new HoldLocks([new($"{_name}/a"), new($"{_name}/b", LockMode.Shared)]));

        Assert.Null(await Locks.Get($"{_name}/a").TryAcquireAsync());
        Assert.Null(await Locks.Get($"{_name}/b").TryAcquireAsync());
        await using (var read = await Locks.Get($"{_name}/b", new LockOptions { Mode = LockMode.Shared }).TryAcquireAsync())
            Assert.NotNull(read);

        gate.Tell(other);

        Assert.Equal<TransactionOutcome>(other == Vote.Yes ? new Committed() : new Aborted("the gate was closed"), await committing);
        await AssertFreeAsync($"{_name}/a");
        await AssertFreeAsync($"{_name}/b");
    }

    [Fact(DisplayName = "A transaction should take as many permits of a semaphore as it wants")]
    public async Task A_transaction_should_take_permits()
    {
        var (committing, gate, _) = await BeginAsync(new HoldLocks([new LockDemand(_name, LockMode.Permits) { Count = 2, Permits = 3 }]));

        Assert.Null(await Locks.GetSemaphore(_name, 3, 2).TryAcquireAsync());
        await using (var one = await Locks.GetSemaphore(_name, 3).TryAcquireAsync())
            Assert.NotNull(one);

        gate.Tell(Vote.Yes);
        Assert.Equal(new Committed(), await committing);
    }

    [Fact(DisplayName = "A transaction that wants a lock of somebody else should be aborted, and keep none of the others")]
    public async Task A_transaction_that_wants_a_lock_of_another_should_be_aborted()
    {
        await using var held = await Locks.Get($"{_name}/b").AcquireAsync(TransactionNode.Patience);

        var outcome = await node.CommitAsync((Start(), HoldLocks.Of($"{_name}/a", $"{_name}/b")));

        Assert.Contains("is held by another", Assert.IsType<Aborted>(outcome).Reason, StringComparison.Ordinal);
        await AssertFreeAsync($"{_name}/a");
    }

    public static TheoryData<string, string> WrongOperations => new()
    {
        { "none", "1 to 64 locks can be taken at once" },
        { "twice", "1 to 64 locks can be taken at once, each" },
        { "empty", "name" },
        { "another", "takes locks" },
    };

    [Theory(DisplayName = "An operation that makes no sense should be refused with a word on why")]
    [MemberData(nameof(WrongOperations))]
    public async Task An_operation_that_makes_no_sense_should_be_refused(string which, string reason)
    {
        object operation = which switch
        {
            "none" => HoldLocks.Of(),
            "twice" => HoldLocks.Of("a", "a"),
            "empty" => HoldLocks.Of(""),
            _ => new Move("ada", 1),
        };

        var outcome = await node.CommitAsync((Start(), operation));

        Assert.Contains(reason, Assert.IsType<Aborted>(outcome).Reason, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A transaction whose locks are lost in doubt, with a life of the participant or to an operator, should be decided all the same")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_whose_locks_are_lost_should_be_decided_all_the_same(bool crashes)
    {
        var (committing, gate, participant) = await BeginAsync(HoldLocks.Of(_name));
        if (crashes)
            await node.CrashAsync(participant);
        else
            Assert.True(await Locks.ForceReleaseAsync(_name, (await Locks.ListAsync(_name))[0].Token, "a spec"));

        await AssertFreeAsync(_name);
        gate.Tell(Vote.Yes);
        if (crashes)
            Start();

        Assert.Equal(new Committed(), await committing);
    }

    private IActorRef Start() => node.System.ActorOf(LocksParticipant.Props(_name), _name);

    /// <summary>Begins a transaction that is decided when its gate is told how to vote; and waits until the locks are taken.</summary>
    private async Task<(Task<TransactionOutcome> Committing, IActorRef Gate, IActorRef Participant)> BeginAsync(HoldLocks operation)
    {
        var (participant, gate) = (Start(), node.System.ActorOf(Props.Create(() => new Gate(_name)), $"gate-{_name}"));
        var committing = node.CommitAsync((participant, operation), (gate, new Move("", 0)));
        await TransactionNode.WaitUntilAsync(() => node.CountEvents(_name) == 1);
        return (committing, gate, participant);
    }

    private async Task AssertFreeAsync(string name)
    {
        await using var held = await Locks.Get(name).AcquireAsync(TransactionNode.Patience);
        Assert.Equal(LockState.Held, held.State);
    }
}
