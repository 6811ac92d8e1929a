using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;
using Xunit;
using AtomicCommit = Akka.Consensus.Transactions.AtomicCommit;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>Transactions over actors of two nodes, by each of the protocols.</summary>
public sealed class AtomicCommitSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<CommitProtocol> Protocols => [.. Enum.GetValues<CommitProtocol>()];

    [Theory(DisplayName = "A transaction should move money from a bank to another one, on another node")]
    [MemberData(nameof(Protocols))]
    public async Task A_transaction_should_move_money(CommitProtocol protocol)
    {
        var (here, there) = Banks($"move-{protocol}");
        Assert.Equal("paid in", await here.Ask<string>(new PayIn("ada", 100), Patience));

        var outcome = await TransferAsync(protocol, here, there, 40);

        Assert.Equal(new Committed(), outcome);
        await AssertBalancesAsync(here, 60, there, 40);
    }

    [Theory(DisplayName = "A transaction that one participant refuses should change nothing, and say why")]
    [MemberData(nameof(Protocols))]
    public async Task A_transaction_that_one_participant_refuses_should_change_nothing(CommitProtocol protocol)
    {
        var (here, there) = Banks($"refuse-{protocol}");

        var outcome = await TransferAsync(protocol, here, there, 40);

        Assert.Equal(new Aborted("ada has only 0"), outcome);
        await AssertBalancesAsync(here, 0, there, 0);
    }

    [Theory(DisplayName = "A transaction with a participant that does not answer should be aborted in time, and say who it is")]
    [MemberData(nameof(Protocols))]
    public async Task A_participant_that_does_not_answer_should_abort_it(CommitProtocol protocol)
    {
        var (here, _) = Banks($"silent-{protocol}");
        await here.Ask<string>(new PayIn("ada", 100), Patience);
        var nobody = cluster.Node(1).ActorOf(Props.Create(() => new Silent()), $"silent-{protocol}");

        var outcome = await TransferAsync(protocol, here, nobody, 40, TimeSpan.FromSeconds(1));

        Assert.Contains($"silent-{protocol}", Assert.IsType<Aborted>(outcome).Reason, StringComparison.Ordinal);
        await AssertBalancesAsync(here, 100, there: null, 0);
    }

    [Theory(DisplayName = "Many transactions at once over the same accounts should keep the total, and none be half done")]
    [MemberData(nameof(Protocols))]
    public async Task Many_transactions_at_once_should_keep_the_total(CommitProtocol protocol)
    {
        var (here, there) = Banks($"many-{protocol}");
        await here.Ask<string>(new PayIn("ada", 1000), Patience);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => TransferAsync(protocol, here, there, 1)));

        var done = outcomes.Count(o => o is Committed);
        Assert.True(done > 0);
        Assert.All(outcomes.OfType<Aborted>(), a => Assert.Contains("is held by transaction", a.Reason, StringComparison.Ordinal));
        await AssertBalancesAsync(here, 1000 - done, there, done);
    }

    [Theory(DisplayName = "A participant that starts again should know what was committed")]
    [MemberData(nameof(Protocols))]
    public async Task A_participant_that_starts_again_should_know_what_was_committed(CommitProtocol protocol)
    {
        var (here, there) = Banks($"again-{protocol}");
        await here.Ask<string>(new PayIn("ada", 100), Patience);
        Assert.Equal(new Committed(), await TransferAsync(protocol, here, there, 40));
        await AssertBalancesAsync(here, 60, there, 40);

        here.Tell(new Fail());
        there.Tell(new Fail());

        await AssertBalancesAsync(here, 60, there, 40);
    }

    [Fact(DisplayName = "Paxos Commit with F = 0 should commit too; more failures than the voters allow should be refused")]
    public async Task Paxos_Commit_with_F_0_should_commit_too()
    {
        var (here, there) = Banks("f-0");
        await here.Ask<string>(new PayIn("ada", 100), Patience);

        var none = Begin(new() { Failures = 0 }, here, there, 40);
        var two = Begin(new() { Failures = 2 }, here, there, 40);

        Assert.Equal(new Committed(), await none.CommitAsync(Patience));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => two.CommitAsync(Patience));
        Assert.Contains("takes 5 voters, and there are 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Wrong use should be told what is wrong")]
    public async Task Wrong_use_should_be_told_what_is_wrong()
    {
        var (here, there) = Banks("wrong");
        await here.Ask<string>(new PayIn("ada", 100), Patience);
        var commit = AtomicCommit.Get(cluster.Node(0));
        var transaction = Begin(new() { Id = "once" }, here, there, 1);

        Assert.Contains("enlisted already", Assert.Throws<InvalidOperationException>(() => transaction.Enlist(here, new Move("ada", 1))).Message,
            StringComparison.Ordinal);
        Assert.Contains("bytes", Assert.Throws<ArgumentException>(() =>
            commit.Begin().Enlist(here, new Move(new string('x', 70_000), 1))).Message, StringComparison.Ordinal);
        Assert.Contains("nobody is enlisted", (await Assert.ThrowsAsync<InvalidOperationException>(() => commit.Begin().CommitAsync(Patience))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => commit.Begin(new() { Id = "" }));

        Assert.Equal(new Committed(), await transaction.CommitAsync(Patience));
        Assert.Contains("committed already", Assert.Throws<InvalidOperationException>(() => transaction.Enlist(there, new Move("b", 1))).Message,
            StringComparison.Ordinal);
        Assert.Contains("committed already", (await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync(Patience))).Message,
            StringComparison.Ordinal);
        var second = Begin(new() { Id = "once" }, here, there, 1);
        Assert.Contains("used for another transaction",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => second.CommitAsync(Patience))).Message, StringComparison.Ordinal);
    }

    private (IActorRef Here, IActorRef There) Banks(string name) => (
        cluster.Node(0).ActorOf(Props.Create(() => new Bank($"here-{name}")), $"here-{name}"),
        cluster.Node(1).ActorOf(Props.Create(() => new Bank($"there-{name}")), $"there-{name}"));

    private IAtomicTransaction Begin(TransactionOptions options, IActorRef from, IActorRef to, long amount)
    {
        var transaction = AtomicCommit.Get(cluster.Node(0)).Begin(options);
        transaction.Enlist(from, new Move("ada", -amount));
        transaction.Enlist(Elsewhere(to), new Move("bob", amount));
        return transaction;
    }

    private Task<TransactionOutcome> TransferAsync(CommitProtocol protocol, IActorRef from, IActorRef to, long amount, TimeSpan? timeout = null) =>
        Begin(new() { Protocol = protocol }, from, to, amount).CommitAsync(timeout ?? Patience);

    /// <summary>An actor of the second node, as the first one knows it.</summary>
    private IActorRef Elsewhere(IActorRef actor)
    {
        var address = ((ExtendedActorSystem)cluster.Node(1)).Provider.DefaultAddress;
        return ((ExtendedActorSystem)cluster.Node(0)).Provider.ResolveActorRef(actor.Path.ToStringWithAddress(address));
    }

    private static async Task AssertBalancesAsync(IActorRef here, long ofAda, IActorRef? there, long ofBob)
    {
        await AssertBalanceAsync(here, "ada", ofAda);
        if (there is not null)
            await AssertBalanceAsync(there, "bob", ofBob);
    }

    /// <summary>Whoever commits hears of it before all participants do.</summary>
    private static async Task AssertBalanceAsync(IActorRef bank, string account, long expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        long balance;
        while ((balance = await bank.Ask<long>(new GetBalance(account), patience.Token)) != expected && !patience.IsCancellationRequested)
            await Task.Delay(20, CancellationToken.None);
        Assert.Equal(expected, balance);
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
