using Akka.Consensus.Journal;
using Akka.Consensus.Journal.Postgres;
using Akka.Consensus.Locks;
using Akka.Consensus.Tests.Journal;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Postgres;

/// <summary>A voter whose journal is a PostgreSQL database.</summary>
[Collection(PostgresSpecs.Name)]
public sealed class PostgresVoterSpec(PostgresServer server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;
    private readonly string _database = server.CreateDatabase();

    [Fact(DisplayName = "A voter should keep its rows and snapshots in the database, drop what is old, and go on in its next life")]
    public async Task A_voter_should_go_on_in_its_next_life()
    {
        long first;
        await using (var voter = Voter("snapshot-interval = 5, log-tail = 0, trim-interval = 5"))
        {
            for (var i = 0; i < 20; i++)
                await voter.LockOnceAsync();
            await WaitForAsync(
                "SELECT count(*) FROM (SELECT min(sequence_number) AS first FROM journal WHERE persistence_id = 'default-acceptor') r WHERE first > 1");
            await using var held = await ReplicatedLocks.Get(voter.System).Get("a").AcquireAsync(Patience);
            first = held.Token.Value;
        }

        Assert.True(server.Execute(_database, "SELECT count(*) FROM snapshot") is > 0L);
        Assert.Equal([HighWaterMark.FileName, "lock"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order());
        await using var next = Voter();
        await next.LockOnceAsync();
        await using var again = await ReplicatedLocks.Get(next.System).Get("b").AcquireAsync(Patience);
        Assert.True(again.Token.Value > first);
    }

    [Fact(DisplayName = "A voter should refuse to vote from a row that was altered, and name the database")]
    public async Task A_voter_should_refuse_a_row_that_was_altered()
    {
        await using (var voter = Voter())
            await voter.LockOnceAsync();
        server.Execute(_database,
            "UPDATE journal SET message = set_byte(message, 9, get_byte(message, 9) # 1) WHERE persistence_id = 'default-acceptor' AND sequence_number = 2");

        await using var next = Voter();
        var reason = await next.FailedAsync();

        Assert.Contains($"'{server.NameOf(_database)}' is damaged: row 2 of 'default-acceptor'", reason, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A voter should outlive the end of the server's sessions, and still have the database to itself")]
    public async Task A_voter_should_outlive_the_end_of_its_sessions()
    {
        await using var voter = Voter();
        await voter.LockOnceAsync();

        server.Restart();
        await voter.LockOnceAsync();
        await WaitForAsync($"SELECT count(*) {Holders}");

        Assert.False(voter.Consensus.Failed.IsCompleted);
        Assert.Contains("in use by another process", Refusal(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A voter whose database another process has taken should vote no more")]
    public async Task A_voter_whose_database_was_taken_should_vote_no_more()
    {
        await using var voter = Voter();
        await voter.LockOnceAsync();
        await using var thief = new NpgsqlConnection(server.ConnectionTo(_database) + ";Pooling=false");
        thief.Open();
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(1097548659)", thief);
        var taken = take.ExecuteNonQueryAsync(); // stands in line: it is the next to have the lock
        await WaitForAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");

        server.Execute(_database, $"SELECT pg_terminate_backend(pid) {Holders}");

        await taken;
        Assert.Contains("in use by another process", await voter.FailedAsync(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A second process, another voter, and a database that is not a voter's should be refused")]
    public void What_is_not_this_voters_should_be_refused()
    {
        using (var store = PostgresStore.Open(Settings()))
        {
            Assert.Contains($"'{server.NameOf(_database)}' is in use by another process", Refusal(), StringComparison.Ordinal);
            Assert.Contains("in use by another process", Refusal(Settings() with { Voter = "default/node-2" }), StringComparison.Ordinal);
        }

        Assert.Contains("is the journal of the voter 'default/node-1', and this is 'default/node-2'",
            Refusal(Settings() with { Voter = "default/node-2" }), StringComparison.Ordinal);
        var other = server.CreateDatabase();
        server.Execute(other, "CREATE TABLE journal (x INT)");
        Assert.Contains("tables of another journal", Refusal(Settings(other)), StringComparison.Ordinal);
        using var again = PostgresStore.Open(Settings());
    }

    [Fact(DisplayName = "A database that was emptied, or lacks its unique index, should be refused")]
    public async Task A_database_that_was_emptied_should_be_refused()
    {
        await using (var voter = Voter())
            await voter.LockOnceAsync();

        server.Execute(_database, "ALTER TABLE journal DROP CONSTRAINT journal_rows");
        Assert.Contains("unique index", Refusal(), StringComparison.Ordinal);
        server.Execute(_database, "ALTER TABLE journal ADD UNIQUE (sequence_number, persistence_id)");
        PostgresStore.Open(Settings()).Dispose();
        server.Execute(_database, "DELETE FROM journal WHERE sequence_number = (SELECT max(sequence_number) FROM journal)");
        Assert.Contains("it ends with row", Refusal(), StringComparison.Ordinal);
        Assert.Contains("it is empty, but by", Refusal(Settings(server.CreateDatabase())), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A server that does not sync each commit should be refused")]
    public void A_server_that_does_not_sync_should_be_refused()
    {
        server.Execute(_database, $"ALTER DATABASE {_database} SET synchronous_commit = off");
        Assert.Contains("synchronous_commit is 'off'", Refusal(), StringComparison.Ordinal);
        server.Execute(_database, $"ALTER DATABASE {_database} RESET synchronous_commit");

        Assert.Throws<JournalException>(() => PostgresChecks.Verify("db", "on", "off"));
        Assert.Throws<JournalException>(() => PostgresChecks.Verify("db", "local", "on"));
        PostgresChecks.Verify("db", "remote_apply", "on");

        using var store = PostgresStore.Open(Settings());
        server.Execute(_database, $"ALTER DATABASE {_database} SET synchronous_commit = off");
        using var journal = new NpgsqlConnection(store.Journal.GetString("connection-string") + ";Pooling=false");
        journal.Open();
        using var show = new NpgsqlCommand("SHOW synchronous_commit", journal);
        Assert.Equal("on", show.ExecuteScalar());
    }

    [Theory(DisplayName = "What the server says at the start should be explained, without a password")]
    [InlineData("Database=absent", "Make the database")]
    [InlineData("Port=1", "Check that the server runs")]
    [InlineData("Host=nowhere.invalid", "Check that the server runs")]
    [InlineData("Username=nobody", "Check user and password")]
    public void What_the_server_says_should_be_explained(string change, string advice)
    {
        var settings = Settings();
        var refusal = Refusal(settings with { ConnectionString = $"{settings.ConnectionString};Password=secret;{change}" });

        Assert.Contains(advice, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SoleVoter Voter(string settings = "") =>
        new(_folder, $"journal.store = postgresql, journal.connection-string = \"{server.ConnectionTo(_database)}\", {settings}");

    private JournalSettings Settings(string? database = null) =>
        new(JournalSettings.PostgreSql, server.ConnectionTo(database ?? _database), _folder, "default/node-1");

    /// <summary>What a second process is told; it has a data directory of its own, unless the first one has ended.</summary>
    private string Refusal(JournalSettings? settings = null)
    {
        var isTaken = server.Execute(_database, $"SELECT count(*) {Holders}") is > 0L;
        var folder = isTaken ? Directory.CreateTempSubdirectory("akka-consensus-").FullName : _folder;
        try
        {
            return Assert.ThrowsAny<JournalException>(
                () => PostgresStore.Open((settings ?? Settings()) with { DataDirectory = folder }).Dispose()).Message;
        }
        finally
        {
            if (isTaken)
                Directory.Delete(folder, recursive: true);
        }
    }

    private async Task WaitForAsync(string count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (server.Execute(_database, count) is 0L)
            await Task.Delay(50, patience.Token);
    }

    private const string Holders = "FROM pg_locks WHERE locktype = 'advisory' AND granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
}
