using System.Text;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Tests.Postgres;
using Akka.Consensus.Transactions.Postgres;
using CsCheck;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>What a participant says to PostgreSQL.</summary>
[Collection(PostgresSpecs.Name)]
public sealed class PreparedTransactionsSpec : IAsyncLifetime
{
    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly NpgsqlDataSource _source;
    private readonly PreparedTransactions _prepared;

    public PreparedTransactionsSpec(PostgresServer server)
    {
        _server = server;
        _database = server.CreateDatabase();
        _source = NpgsqlDataSource.Create(server.ConnectionTo(_database));
        _prepared = new PreparedTransactions(_source, "orders");
        server.Execute(_database, "CREATE TABLE t (x INT)");
    }

    [Fact(DisplayName = "Names of transactions should be short, safe in a statement, and as different as participants and ids")]
    public void Names_should_be_short_safe_and_different() => Gen.Select(Gen.String[1, 128], Gen.String[1, 128], Gen.String[1, 20], Gen.String[1, 20])
        .Sample((id, otherId, participant, otherParticipant) =>
        {
            var name = new PreparedTransactions(_source, participant).NameOf(new(id));
            var other = new PreparedTransactions(_source, otherParticipant).NameOf(new(otherId));

            Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 199);
            Assert.All(name, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '#'));
            Assert.Equal((id, participant) == (otherId, otherParticipant), name == other);
        });

    [Fact(DisplayName = "Ids that look alike, or are no text, should have different names")]
    public void Ids_that_look_alike_should_have_different_names()
    {
        string[] ids = ["a", "A", "a ", "a:b", "a_b", "a'b", "\ud800", "\udfff", "\ufffd", "a\0", "#"];

        Assert.Equal(ids.Length, ids.Select(id => _prepared.NameOf(new(id))).Distinct().Count());
    }

    [Fact(DisplayName = "The longest ids should be prepared, listed and committed")]
    public async Task The_longest_ids_should_be_prepared()
    {
        foreach (var id in new[] { new string('x', TransactionId.MaxLength), new string('ä', TransactionId.MaxLength) })
        {
            var name = _prepared.NameOf(new(id));
            Assert.Equal(new Preparation(null, MayBeLeft: true), await PrepareAsync(name));
            Assert.Equal([name], await _prepared.ListAsync(CancellationToken.None));
            Assert.True(await _prepared.EndAsync(name, Decision.Commit, CancellationToken.None));
        }

        Assert.Equal(2L, Count());
    }

    [Theory(DisplayName = "To end what has been ended, or was never prepared, should do no harm")]
    [InlineData(Decision.Commit, 1)]
    [InlineData(Decision.Abort, 0)]
    public async Task To_end_it_twice_should_do_no_harm(Decision decision, long expected)
    {
        var name = _prepared.NameOf(new("twice"));
        await PrepareAsync(name);

        Assert.True(await _prepared.EndAsync(name, decision, CancellationToken.None));
        Assert.False(await _prepared.EndAsync(name, decision, CancellationToken.None));
        Assert.False(await _prepared.EndAsync(_prepared.NameOf(new("never")), decision, CancellationToken.None));

        Assert.Equal(expected, Count());
    }

    [Fact(DisplayName = "What others have prepared, here or in another database, should not be listed")]
    public async Task What_others_have_prepared_should_not_be_listed()
    {
        var elsewhere = _server.CreateDatabase();
        await using var source = NpgsqlDataSource.Create(_server.ConnectionTo(elsewhere));
        var (others, away) = (new PreparedTransactions(_source, "stock"), new PreparedTransactions(source, "orders"));
        var (mine, theirs, far) = (_prepared.NameOf(new("1")), others.NameOf(new("1")), away.NameOf(new("2")));
        await PrepareAsync(mine);
        await PrepareAsync(theirs);
        Assert.Null((await away.PrepareAsync(far, _ => Task.FromResult<string?>(null), CancellationToken.None)).Refusal);
        _server.Execute(_database, "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'akka-consensus:an operator''s'");

        Assert.Equal([mine], await _prepared.ListAsync(CancellationToken.None));
        Assert.Equal([theirs], await others.ListAsync(CancellationToken.None));
        Assert.Equal([far], await away.ListAsync(CancellationToken.None));

        Assert.True(await away.EndAsync(far, Decision.Abort, CancellationToken.None));
    }

    [Fact(DisplayName = "A refusal, and a cancellation before anything was prepared, should leave nothing")]
    public async Task A_refusal_should_leave_nothing()
    {
        var name = _prepared.NameOf(new("refused"));
        using var cancelled = new CancellationTokenSource();

        Assert.Equal(new Preparation("no", MayBeLeft: false), await _prepared.PrepareAsync(name, _ => Task.FromResult<string?>("no"), CancellationToken.None));
        var late = await _prepared.PrepareAsync(name, async _ =>
        {
            await cancelled.CancelAsync();
            return null;
        }, cancelled.Token);

        Assert.NotNull(late.Refusal);
        Assert.False(late.MayBeLeft);
        Assert.Empty(await _prepared.ListAsync(CancellationToken.None));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The server keeps 64 for all specs.</summary>
    public async Task DisposeAsync()
    {
        foreach (var name in (string[])_server.Execute(_database, "SELECT coalesce(array_agg(gid), '{}') FROM pg_prepared_xacts WHERE database = current_database()")!)
            _server.Execute(_database, $"ROLLBACK PREPARED '{name.Replace("'", "''", StringComparison.Ordinal)}'");
        await _source.DisposeAsync();
    }

    private Task<Preparation> PrepareAsync(string name) => _prepared.PrepareAsync(name, async transaction =>
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.CommandText = "INSERT INTO t VALUES (1)";
        await command.ExecuteNonQueryAsync();
        return null;
    }, CancellationToken.None);

    private long Count() => (long)_server.Execute(_database, "SELECT count(*) FROM t")!;
}
