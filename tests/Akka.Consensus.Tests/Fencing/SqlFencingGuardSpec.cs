using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using CsCheck;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Akka.Consensus.Tests.Fencing;

/// <summary>The guard in SQL, on SQLite files.</summary>
public sealed class SqlFencingGuardSpec : IDisposable
{
    private const string Resource = "orders/42";
    private static readonly FencingToken Old = new(5);
    private static readonly FencingToken New = new(6);

    private readonly SqlDatabase _database = new();

    private SqlFencingGuard Guard => _database.Guard;

    [Fact(DisplayName = "The guard should accept exactly the tokens that are as new as all that were committed before")]
    public async Task The_guard_should_accept_what_is_as_new_as_all_committed_before()
    {
        using var connection = _database.Open();
        var run = 0;
        await Gen.Select(Gen.Long[1, 10], Gen.Bool).Array[0, 10].SampleAsync(async steps =>
        {
            var resource = $"resource {run++}";
            var newest = 0L;
            foreach (var (token, commits) in steps)
            {
                await using var transaction = connection.BeginTransaction();
                Assert.Equal(token >= newest, await Guard.TryAcceptAsync(transaction, resource, new FencingToken(token)));
                if (!commits)
                    continue;
                await transaction.CommitAsync();
                newest = Math.Max(token, newest);
            }

            await using var last = connection.BeginTransaction();
            Assert.Equal(newest, (await Guard.FindNewestAsync(last, resource))?.Value ?? 0);
        }, iter: 50, threads: 1);
    }

    [Fact(DisplayName = "A refusal should say which token, and which is newer")]
    public async Task A_refusal_should_say_which_token_is_newer()
    {
        await _database.WriteAsync(Resource, New);

        var refusal = await Assert.ThrowsAsync<StaleTokenException>(() => _database.WriteAsync(Resource, Old));

        Assert.Equal((Resource, Old, New), (refusal.Resource, refusal.Token, refusal.Newest));
        Assert.Equal([New.Value], _database.Written());
    }

    [Fact(DisplayName = "Resources should not know of one another")]
    public async Task Resources_should_not_know_of_one_another()
    {
        await _database.WriteAsync(Resource, New);

        await _database.WriteAsync("orders/43", Old);

        Assert.Equal([New.Value, Old.Value], _database.Written());
    }

    [Theory(DisplayName = "An older token beside a newer one that has not ended should wait, and pass only if that is rolled back")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_token_should_wait_for_a_newer_one(bool newerCommits)
    {
        using var newer = _database.Open();
        await using var transaction = newer.BeginTransaction();
        Assert.True(await Guard.TryAcceptAsync(transaction, Resource, New));
        var older = Task.Factory.StartNew(() => _database.WriteAsync(Resource, Old), TaskCreationOptions.LongRunning).Unwrap();

        if (newerCommits)
            await transaction.CommitAsync();
        else
            await transaction.RollbackAsync();

        if (newerCommits)
            await Assert.ThrowsAsync<StaleTokenException>(() => older);
        else
            await older;
        Assert.Equal(newerCommits ? [] : [Old.Value], _database.Written());
    }

    [Fact(DisplayName = "An older token should not pass from a view of the database that was taken before the newer one")]
    public async Task An_older_token_should_not_pass_from_an_old_view()
    {
        await _database.WriteAsync(Resource, new FencingToken(1));
        using var connection = _database.Open(timeout: 1);
        await using var view = connection.BeginTransaction(deferred: true);
        Assert.Equal(1, (await Guard.FindNewestAsync(view, Resource))?.Value);

        await _database.WriteAsync(Resource, New);

        Assert.Equal(1, (await Guard.FindNewestAsync(view, Resource))?.Value);
        await Assert.ThrowsAsync<SqliteException>(() => Guard.TryAcceptAsync(view, Resource, Old));
    }

    [Fact(DisplayName = "Writers at once, each on its own connection, should write in the order of their tokens")]
    public async Task Writers_at_once_should_write_in_the_order_of_their_tokens()
    {
        const int Writers = 4;
        const long Tokens = 200;
        var last = 0L;
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(1, Writers).Select(_ => Task.Factory.StartNew(async () =>
        {
            while (Interlocked.Increment(ref last) is var token and <= Tokens)
            {
                try
                {
                    await _database.WriteAsync(Resource, new FencingToken(token));
                }
                catch (StaleTokenException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }, TaskCreationOptions.LongRunning).Unwrap()));

        var written = _database.Written();
        Assert.Equal(written.Order(), written);
        Assert.Equal(Tokens, written[^1]);
        Assert.Equal(Tokens, written.Count + refused);
    }

    [Fact(DisplayName = "Making the table again should keep what is in it")]
    public async Task Making_the_table_again_should_keep_what_is_in_it()
    {
        await _database.WriteAsync(Resource, New);
        using var connection = _database.Open();

        await Guard.CreateTableAsync(connection);

        await Assert.ThrowsAsync<StaleTokenException>(() => _database.WriteAsync(Resource, Old));
    }

    [Fact(DisplayName = "A table of another name should be used if it is asked for")]
    public async Task A_table_of_another_name_should_be_used()
    {
        var guard = new SqlFencingGuard("main.tokens_2");
        using var connection = _database.Open();
        await guard.CreateTableAsync(connection);
        await using var transaction = connection.BeginTransaction();

        await guard.AcceptAsync(transaction, Resource, New);

        Assert.Equal(New, await guard.FindNewestAsync(transaction, Resource));
        Assert.Null(await Guard.FindNewestAsync(transaction, Resource));
    }

    [Theory(DisplayName = "What is not the name of a table should be refused")]
    [InlineData("")]
    [InlineData("t; DROP TABLE writes")]
    [InlineData("1st")]
    [InlineData("a.b.c")]
    [InlineData("a.")]
    [InlineData("\"quoted\"")]
    public void What_is_not_the_name_of_a_table_should_be_refused(string table) =>
        Assert.Throws<ArgumentException>(() => new SqlFencingGuard(table));

    [Fact(DisplayName = "A token that was never granted should be a mistake, not an old token")]
    public async Task A_token_that_was_never_granted_should_be_a_mistake()
    {
        using var connection = _database.Open();
        await using var transaction = connection.BeginTransaction();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Guard.TryAcceptAsync(transaction, Resource, default));
    }

    [Fact(DisplayName = "A transaction that has ended should be a mistake")]
    public async Task A_transaction_that_has_ended_should_be_a_mistake()
    {
        using var connection = _database.Open();
        await using var transaction = connection.BeginTransaction();
        await transaction.CommitAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Guard.TryAcceptAsync(transaction, Resource, New));
    }

    [Fact(DisplayName = "A row that keeps its own token should refuse an older one by its WHERE")]
    public void A_row_that_keeps_its_own_token_should_refuse_an_older_one()
    {
        using var connection = _database.Open();
        SqlDatabase.Execute(connection, "CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT, fencing_token BIGINT NOT NULL DEFAULT 0)");
        SqlDatabase.Execute(connection, "INSERT INTO orders (id, state) VALUES (42, 'new')");

        Assert.Equal(1, Update("packed", Old));
        Assert.Equal(1, Update("paid", Old));
        Assert.Equal(1, Update("shipped", New));
        Assert.Equal(0, Update("cancelled", Old));

        int Update(string state, FencingToken token)
        {
            using var update = connection.CreateCommand();
            update.CommandText = "UPDATE orders SET state = @state, fencing_token = @token WHERE id = @id AND fencing_token <= @token";
            update.Parameters.AddWithValue("@state", state);
            update.Parameters.AddWithValue("@token", token.Value);
            update.Parameters.AddWithValue("@id", 42);
            return update.ExecuteNonQuery();
        }
    }

    public void Dispose() => _database.Dispose();
}
