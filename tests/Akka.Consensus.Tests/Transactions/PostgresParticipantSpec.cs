using System.Data.Common;
using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Tests.Postgres;
using Akka.Consensus.Transactions;
using Akka.Consensus.Transactions.Postgres;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>Transactions over PostgreSQL databases.</summary>
[Collection(PostgresSpecs.Name)]
public sealed class PostgresParticipantSpec(PostgresServer server, TransactionNode node) : IClassFixture<TransactionNode>, IAsyncLifetime
{
    private readonly List<SqlBank> _banks = [];

    public static TheoryData<CommitProtocol> Protocols => [CommitProtocol.TwoPhase, CommitProtocol.PaxosCommit];

    [Theory(DisplayName = "A transaction should move money from a database to another one")]
    [MemberData(nameof(Protocols))]
    public async Task A_transaction_should_move_money(CommitProtocol protocol)
    {
        var (here, there) = (Bank(), Bank());

        var outcome = await node.Begin(new() { Protocol = protocol }, (here.Start(), new Move("ada", -40)), (there.Start(), new Move("ada", 40)))
            .CommitAsync(TransactionNode.Patience);

        Assert.Equal(new Committed(), outcome);
        await AssertAsync(here, 60);
        await AssertAsync(there, 140);
    }

    [Theory(DisplayName = "A transaction that one database refuses should change nothing, and say why")]
    [MemberData(nameof(Protocols))]
    public async Task A_transaction_that_is_refused_should_change_nothing(CommitProtocol protocol)
    {
        var (here, there) = (Bank(), Bank());

        var outcome = await node.Begin(new() { Protocol = protocol }, (here.Start(), new Move("ada", -400)), (there.Start(), new Move("ada", 400)))
            .CommitAsync(TransactionNode.Patience);

        Assert.Equal(new Aborted("ada has too little"), outcome);
        await AssertAsync(here, 100);
        await AssertAsync(there, 100);
    }

    public static TheoryData<string, string> WrongWork => new()
    {
        { "throws", "the work failed" },
        { "fails", "division by zero" },
        { "hides a failure", "a statement of the operation had failed" },
        { "rolls back", "ended its transaction itself" },
        { "uses what cannot be prepared", "temporary" },
    };

    [Theory(DisplayName = "An operation that throws, fails, hides a failure or ends its transaction should be a vote of no")]
    [MemberData(nameof(WrongWork))]
    public async Task Wrong_work_should_be_a_vote_of_no(string how, string reason)
    {
        var bank = Bank();

        var outcome = await node.CommitAsync((bank.Start((transaction, _, _) => DoWrongAsync(transaction, how)), new Move("ada", 1)));

        Assert.Contains(reason, Assert.IsType<Aborted>(outcome).Reason, StringComparison.Ordinal);
        await AssertAsync(bank, 100);
        await using var connection = await bank.Source.OpenConnectionAsync();
        await using var usable = new NpgsqlCommand("SELECT 1", connection);
        Assert.Equal(1, await usable.ExecuteScalarAsync());
    }

    [Fact(DisplayName = "A participant that fails between preparing and its vote should roll back in its next life what it left behind")]
    public async Task What_was_not_voted_for_should_be_rolled_back()
    {
        var bank = Bank();
        var participant = bank.Start();
        node.Execute($"CREATE TRIGGER broken BEFORE INSERT ON journal WHEN new.persistence_id = '{bank.Name}' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        var outcome = await node.Begin(new(), (participant, new Move("ada", 1))).CommitAsync(TimeSpan.FromSeconds(1));
        Assert.IsType<Aborted>(outcome);
        Assert.Equal(1, bank.CountPrepared);
        await node.CrashAsync(participant);

        node.Execute("DROP TRIGGER broken");
        bank.Start();

        await AssertAsync(bank, 100);
    }

    [Theory(DisplayName = "A participant that fails between its vote and the decision should stay prepared, and do what was decided in its next life")]
    [InlineData(Vote.Yes, 101)]
    [InlineData(Vote.No, 100)]
    public async Task What_was_voted_for_should_stay_prepared(Vote other, long expected)
    {
        var bank = Bank();
        var participant = bank.Start();
        var gate = node.System.ActorOf(Akka.Actor.Props.Create(() => new Gate(bank.Name)), $"gate-{bank.Name}");
        var committing = node.CommitAsync((participant, new Move("ada", 1)), (gate, new Move("", 0)));
        await TransactionNode.WaitUntilAsync(() => node.CountEvents(bank.Name) == 1);
        await node.CrashAsync(participant);

        gate.Tell(other);
        Assert.Equal((1, 100), (bank.CountPrepared, bank.Balance));
        bank.Start();

        Assert.Equal<TransactionOutcome>(other == Vote.Yes ? new Committed() : new Aborted("the gate was closed"), await committing);
        await AssertAsync(bank, expected);
    }

    [Fact(DisplayName = "A participant that has lost its whole process should find what it had prepared, and finish it")]
    public async Task A_new_process_should_finish_what_was_prepared()
    {
        var bank = Bank();
        var gate = node.System.ActorOf(Akka.Actor.Props.Create(() => new Gate(bank.Name)), $"gate-{bank.Name}");
        var committing = node.CommitAsync((bank.Start(), new Move("ada", 1)), (gate, new Move("", 0)));
        await TransactionNode.WaitUntilAsync(() => node.CountEvents(bank.Name) == 1);

        await node.RestartAsync();
        bank.Start();

        await AssertAsync(bank, 100); // nobody remembers that it was begun: whoever is in doubt finishes it, by an abort
        Assert.IsType<InDoubt>(await committing);
    }

    [Fact(DisplayName = "A decision that is made while the database is down should be carried out when it is back")]
    public async Task A_decision_should_wait_for_the_database()
    {
        var bank = Bank();
        var gate = node.System.ActorOf(Akka.Actor.Props.Create(() => new Gate(bank.Name)), $"gate-{bank.Name}");
        var committing = node.CommitAsync((bank.Start(), new Move("ada", 1)), (gate, new Move("", 0)));
        await TransactionNode.WaitUntilAsync(() => node.CountEvents(bank.Name) == 1);

        server.Stop();
        try
        {
            gate.Tell(Vote.Yes);
            Assert.Equal(new Committed(), await committing);
        }
        finally
        {
            server.Start();
        }

        await AssertAsync(bank, 101);
    }

    [Fact(DisplayName = "A participant whose database is down should vote no, and vote yes when it is back")]
    public async Task A_participant_without_its_database_should_vote_no()
    {
        var bank = Bank();
        var participant = bank.Start();
        server.Stop();
        try
        {
            Assert.IsType<Aborted>(await node.CommitAsync((participant, new Move("ada", 1))));
        }
        finally
        {
            server.Start();
        }

        Assert.Equal(new Committed(), await node.CommitAsync((participant, new Move("ada", 1))));
        await AssertAsync(bank, 101);
    }

    [Fact(DisplayName = "An abort while the database prepares should leave nothing prepared")]
    public async Task An_abort_while_it_prepares_should_leave_nothing_prepared()
    {
        var bank = Bank();
        bank.Execute("""
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER waits AFTER UPDATE ON accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()
            """);
        var participant = bank.Start((transaction, operation, _) => UpdateAsync(transaction, ((Move)operation).Amount));
        await using var connection = await bank.Source.OpenConnectionAsync();
        await using var busy = await connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand("SELECT pg_advisory_xact_lock(1)", connection, busy);
        await take.ExecuteNonQueryAsync();

        var outcome = await node.Begin(new(), (participant, new Move("ada", 1))).CommitAsync(TimeSpan.FromSeconds(1));
        await busy.RollbackAsync();

        Assert.IsType<Aborted>(outcome);
        await AssertAsync(bank, 100);
        Assert.Equal(new Committed(), await node.CommitAsync((participant, new Move("ada", 2))));
        await AssertAsync(bank, 102);
    }

    [Fact(DisplayName = "What stands prepared under the name of a transaction that was not voted for should be rolled back, and not be taken for its own")]
    public async Task What_an_earlier_life_left_should_not_be_taken_for_its_own()
    {
        var bank = Bank();
        var participant = bank.Start();
        Assert.Equal(new Committed(), await node.CommitAsync((participant, new Move("ada", 1))));
        await AssertAsync(bank, 101);
        bank.Execute($"BEGIN; INSERT INTO accounts VALUES ('bob', 1); PREPARE TRANSACTION '{bank.Prepared.NameOf(new("late"))}'");

        var outcome = await node.Begin(new() { Id = "late" }, (participant, new Move("ada", 1))).CommitAsync(TransactionNode.Patience);

        Assert.Contains("already in use", Assert.IsType<Aborted>(outcome).Reason, StringComparison.Ordinal);
        await AssertAsync(bank, 101);
        Assert.Equal(1L, bank.Execute("SELECT count(*) FROM accounts"));
    }

    [Theory(DisplayName = "An id that looks like a statement should be an id like any other")]
    [InlineData("x'; DROP TABLE accounts; --")]
    [InlineData("\\'; DROP TABLE accounts; --")]
    [InlineData("$1 @p :p {0} %s\r\n\t\0")]
    [InlineData("'")]
    public async Task An_id_that_looks_like_a_statement_should_be_an_id(string id)
    {
        var (here, there) = (Bank(), Bank());

        var outcome = await node.Begin(new() { Id = id }, (here.Start(), new Move("ada", -1)), (there.Start(), new Move("ada", 1)))
            .CommitAsync(TransactionNode.Patience);

        Assert.Equal(new Committed(), outcome);
        await AssertAsync(here, 99);
        await AssertAsync(there, 101);
    }

    [Fact(DisplayName = "Many transactions at once over the same rows of two databases should keep the total, and none be half done")]
    public async Task Many_transactions_at_once_should_keep_the_total()
    {
        var (here, there) = (Bank(), Bank());
        var (a, b) = (here.Start(), there.Start());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => node.CommitAsync((a, new Move("ada", -1)), (b, new Move("ada", 1)))));

        // Each may hold the row of one database and wait for that of the other, until the lock times out: all may abort.
        var done = outcomes.Count(o => o is Committed);
        Assert.All(outcomes, o => Assert.True(o is Committed or Aborted));
        await AssertAsync(here, 100 - done);
        await AssertAsync(there, 100 + done);
    }

    [Theory(DisplayName = "A server that does not prepare transactions, or no more of them, should be refused with a word on what to set")]
    [InlineData(0, "does not prepare transactions")]
    [InlineData(1, "as many transactions prepared as it may")]
    public async Task A_server_that_prepares_no_more_should_be_refused(int most, string reason)
    {
        var other = new PostgresServer(most);
        await other.InitializeAsync();
        try
        {
            var bank = new SqlBank(other, node);
            _banks.Add(bank);
            if (most == 0)
            {
                var refusal = await Assert.ThrowsAsync<ConsensusConfigurationException>(() => PostgresParticipant.CheckAsync(bank.Source));
                Assert.Contains("set max_prepared_transactions in postgresql.conf", refusal.Message, StringComparison.Ordinal);
            }
            else
            {
                await PostgresParticipant.CheckAsync(bank.Source);
                bank.Execute("BEGIN; INSERT INTO accounts VALUES ('bob', 1); PREPARE TRANSACTION 'somebody else''s'");
            }

            var participant = node.System.ActorOf(PostgresParticipant.Props($"limited-{most}", bank.Source, SqlBank.MoveAsync));
            var outcome = Assert.IsType<Aborted>(await node.CommitAsync((participant, new Move("ada", 1))));

            Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
            Assert.Contains("set max_prepared_transactions in postgresql.conf", outcome.Reason, StringComparison.Ordinal);
            Assert.Equal((100, most), (bank.Balance, bank.CountPrepared));
            await node.CrashAsync(participant);
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var bank in _banks)
            await bank.DisposeAsync();
    }

    private SqlBank Bank()
    {
        var bank = new SqlBank(server, node);
        _banks.Add(bank);
        return bank;
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql)
    {
        await using var command = (NpgsqlCommand)transaction.Connection!.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> DoWrongAsync(DbTransaction transaction, string how)
    {
        await UpdateAsync(transaction, 1);
        switch (how)
        {
            case "throws":
                throw new InvalidOperationException("the work failed");
            case "fails":
                await ExecuteAsync(transaction, "SELECT 1 / 0");
                break;
            case "hides a failure":
                await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(transaction, "SELECT 1 / 0"));
                break;
            case "rolls back":
                await transaction.RollbackAsync();
                break;
            default:
                await ExecuteAsync(transaction, "CREATE TEMP TABLE t (x INT)");
                break;
        }

        return null;
    }

    private static async Task<string?> UpdateAsync(DbTransaction transaction, long amount)
    {
        await ExecuteAsync(transaction, $"UPDATE accounts SET balance = balance + {amount} WHERE name = 'ada'");
        return null;
    }

    /// <summary>Whoever commits hears of it before all participants do.</summary>
    private static async Task AssertAsync(SqlBank bank, long balance)
    {
        await TransactionNode.WaitUntilAsync(() => bank.CountPrepared == 0);
        Assert.Equal(balance, bank.Balance);
    }
}
