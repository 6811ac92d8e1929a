using System.Data.Common;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Cli.Wire;
using Akka.Consensus.Transactions.Postgres;
using Npgsql;

namespace Akka.Consensus.Cli;

/// <summary>A bank whose accounts are rows in PostgreSQL, in a schema of its own. Its participant lives on <see cref="Node"/>.</summary>
internal sealed class PostgresBank : IAsyncDisposable
{
    /// <summary>The node on which its participant runs.</summary>
    public const string Node = "node-1";

    private const string ActorName = "postgres";

    // Not on a command line, which everybody on the machine can read.
    private const string ConnectionVariable = "AKKA_CONSENSUS_DEMO_POSTGRES";
    private const string SchemaVariable = "AKKA_CONSENSUS_DEMO_SCHEMA";

    private readonly NpgsqlDataSource _database;
    private readonly string _schema;

    private PostgresBank(string connection, string schema)
    {
        _database = NpgsqlDataSource.Create(connection);
        _schema = schema;
    }

    /// <summary>The path of its participant.</summary>
    public static string PathOn(LocalNode node) => $"{node.Address}/user/{ActorName}";

    /// <summary>Opens the bank, and lets the nodes that are started from now on know of it.</summary>
    /// <exception cref="CliException">The database cannot be used.</exception>
    public static async Task<PostgresBank> OpenAsync(string connection, CancellationToken stop)
    {
        try
        {
            var bank = new PostgresBank(connection, string.Create(CultureInfo.InvariantCulture, $"akka_consensus_demo_{Environment.ProcessId}"));
            await PostgresParticipant.CheckAsync(bank._database, stop);
            await bank.CreateAsync(stop);
            Environment.SetEnvironmentVariable(ConnectionVariable, connection);
            Environment.SetEnvironmentVariable(SchemaVariable, bank._schema);
            return bank;
        }
        catch (Exception wrong) when (wrong is ArgumentException or DbException or ConsensusConfigurationException)
        {
            throw new CliException($"--postgres: {wrong.Message}", ExitCodes.Usage);
        }
    }

    /// <summary>Starts the participant, if this process is the node for it and there is a bank.</summary>
    public static void StartOn(string node, ActorSystem system)
    {
        if (node != Node || Environment.GetEnvironmentVariable(ConnectionVariable) is not { Length: > 0 } connection)
            return;
        var schema = Environment.GetEnvironmentVariable(SchemaVariable)!;
        system.ActorOf(PostgresParticipant.Props($"bank-{schema}", NpgsqlDataSource.Create(connection), (transaction, operation, stop) =>
            PostAsync(transaction, schema, (Posting)operation, stop)), ActorName);
    }

    /// <summary>All that it has in its books.</summary>
    public async Task<(long Total, IReadOnlyList<Posting> Postings)> ReadBooksAsync(CancellationToken stop)
    {
        await using var sum = _database.CreateCommand($"SELECT sum(balance)::bigint FROM {_schema}.accounts");
        var total = (long)(await sum.ExecuteScalarAsync(stop))!;
        await using var select = _database.CreateCommand($"SELECT transfer, account, amount FROM {_schema}.postings");
        await using var reader = await select.ExecuteReaderAsync(stop);
        var postings = new List<Posting>();
        while (await reader.ReadAsync(stop))
            postings.Add(new Posting { Transfer = reader.GetString(0), Account = reader.GetString(1), Amount = reader.GetInt64(2) });
        return (total, postings);
    }

    /// <summary>Removes the schema, unless something is prepared in it still.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var drop = _database.CreateCommand($"SET lock_timeout = '2s'; DROP SCHEMA IF EXISTS {_schema} CASCADE"))
        {
            try
            {
                await drop.ExecuteNonQueryAsync();
            }
            catch (DbException failure)
            {
                Failures.Warn($"the schema {_schema} is left in PostgreSQL: {failure.Message}");
            }
        }

        await _database.DisposeAsync();
    }

    private async Task CreateAsync(CancellationToken stop)
    {
        await using var create = _database.CreateCommand($"""
            CREATE SCHEMA {_schema};
            CREATE TABLE {_schema}.accounts (name text PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
            CREATE TABLE {_schema}.postings (transfer text NOT NULL, account text NOT NULL, amount bigint NOT NULL);
            INSERT INTO {_schema}.accounts SELECT 'account-' || n, {BankActor.Balance} FROM generate_series(1, {BankActor.Accounts}) n;
            """);
        await create.ExecuteNonQueryAsync(stop);
    }

    private static async Task<string?> PostAsync(DbTransaction transaction, string schema, Posting posting, CancellationToken stop)
    {
        await using var command = (NpgsqlCommand)transaction.Connection!.CreateCommand();
        command.Transaction = (NpgsqlTransaction)transaction;
        command.CommandText = $"""
            SET LOCAL lock_timeout = '500ms';
            INSERT INTO {schema}.postings VALUES (@transfer, @account, @amount);
            UPDATE {schema}.accounts SET balance = balance + @amount WHERE name = @account AND balance + @amount >= 0 RETURNING balance;
            """;
        command.Parameters.AddWithValue("transfer", posting.Transfer);
        command.Parameters.AddWithValue("account", posting.Account);
        command.Parameters.AddWithValue("amount", posting.Amount);
        return await command.ExecuteScalarAsync(stop) is null ? $"{posting.Account} has less than {-posting.Amount}" : null;
    }
}
