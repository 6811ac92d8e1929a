using System.Data;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using CsCheck;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Postgres;

/// <summary>The guard in SQL, on PostgreSQL.</summary>
[Collection(PostgresSpecs.Name)]
public sealed class PostgresFencingSpec : IAsyncLifetime
{
    private const string Resource = "orders/42";
    private static readonly FencingToken Old = new(5);
    private static readonly FencingToken New = new(6);

    private readonly SqlFencingGuard _guard = new("public.fencing_tokens");
    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly NpgsqlDataSource _source;

    public PostgresFencingSpec(PostgresServer server)
    {
        _server = server;
        _database = server.CreateDatabase();
        _source = NpgsqlDataSource.Create(server.ConnectionTo(_database));
    }

    [Fact(DisplayName = "On PostgreSQL the guard should accept exactly the tokens that are as new as all that were committed before")]
    public async Task The_guard_should_accept_what_is_as_new_as_all_committed_before()
    {
        await using var connection = await _source.OpenConnectionAsync();
        var run = 0;
        await Gen.Select(Gen.Long[1, 10], Gen.Bool).Array[0, 10].SampleAsync(async steps =>
        {
            var resource = $"resource {run++}";
            var newest = 0L;
            foreach (var (token, commits) in steps)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                Assert.Equal(token >= newest, await _guard.TryAcceptAsync(transaction, resource, new FencingToken(token)));
                if (!commits)
                    continue;
                await transaction.CommitAsync();
                newest = Math.Max(token, newest);
            }

            await using var last = await connection.BeginTransactionAsync();
            Assert.Equal(newest, (await _guard.FindNewestAsync(last, resource))?.Value ?? 0);
        }, iter: 30, threads: 1);
    }

    [Theory(DisplayName = "On PostgreSQL an older token beside a newer one that has not ended should wait, and pass only if that is rolled back")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_token_should_wait_for_a_newer_one(bool newerCommits)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.True(await _guard.TryAcceptAsync(transaction, Resource, New));
        var older = WriteAsync(Old);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (_server.Execute(_database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") is 0L)
            await Task.Delay(20, patience.Token);

        if (newerCommits)
            await transaction.CommitAsync();
        else
            await transaction.RollbackAsync();

        if (newerCommits)
            Assert.Equal(New, (await Assert.ThrowsAsync<StaleTokenException>(() => older)).Newest);
        else
            await older;
        Assert.Equal(newerCommits ? [] : [Old.Value], Written());
    }

    [Fact(DisplayName = "On PostgreSQL an older token should not pass from a view of the database that was taken before the newer one")]
    public async Task An_older_token_should_not_pass_from_an_old_view()
    {
        await WriteAsync(new FencingToken(1));
        await using var connection = await _source.OpenConnectionAsync();
        await using var view = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        Assert.Equal(1, (await _guard.FindNewestAsync(view, Resource))?.Value);

        await WriteAsync(New);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => _guard.TryAcceptAsync(view, Resource, Old));
        Assert.Equal(PostgresErrorCodes.SerializationFailure, refusal.SqlState);
    }

    [Fact(DisplayName = "On PostgreSQL writers at once, each on its own connection, should write in the order of their tokens")]
    public async Task Writers_at_once_should_write_in_the_order_of_their_tokens()
    {
        const int Writers = 4;
        const long Tokens = 100;
        var last = 0L;
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(1, Writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref last) is var token and <= Tokens)
            {
                try
                {
                    await WriteAsync(new FencingToken(token));
                }
                catch (StaleTokenException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })));

        var written = Written();
        Assert.Equal(written.Order(), written);
        Assert.Equal(Tokens, written[^1]);
        Assert.Equal(Tokens, written.Count + refused);
    }

    public async Task InitializeAsync()
    {
        await using var connection = await _source.OpenConnectionAsync();
        await _guard.CreateTableAsync(connection);
        await _guard.CreateTableAsync(connection);
        _server.Execute(_database, "CREATE TABLE writes (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, token BIGINT NOT NULL)");
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    /// <summary>What an application does under a lock: asks the guard and writes, in one transaction.</summary>
    private async Task WriteAsync(FencingToken token)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await _guard.AcceptAsync(transaction, Resource, token);
        await using var insert = new NpgsqlCommand($"INSERT INTO writes (token) VALUES ({token})", connection, transaction);
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>The tokens of what was written, in the order of the writes: the guard lets one at a time.</summary>
    private List<long> Written() => [.. (long[])_server.Execute(_database, "SELECT coalesce(array_agg(token ORDER BY number), '{}') FROM writes")!];
}
