using System.Data.Common;
using Akka.Actor;
using Akka.Consensus.Tests.Postgres;
using Akka.Consensus.Transactions.Postgres;
using Npgsql;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>A bank whose accounts are in a PostgreSQL database of its own, and the participant for it.</summary>
internal sealed class SqlBank : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly TransactionNode _node;
    private IActorRef? _participant;

    public SqlBank(PostgresServer server, TransactionNode node)
    {
        _server = server;
        _node = node;
        _database = server.CreateDatabase();
        Source = NpgsqlDataSource.Create(server.ConnectionTo(_database) + ";Timeout=2;Maximum Pool Size=20");
        Execute("CREATE TABLE accounts (name TEXT PRIMARY KEY, balance BIGINT NOT NULL CHECK (balance >= 0))");
        Execute("INSERT INTO accounts VALUES ('ada', 100)");
    }

    /// <summary>The persistence id of the participant, and the name of its actor.</summary>
    public string Name => $"bank-{_database}";

    public PreparedTransactions Prepared => new(Source, Name);

    public NpgsqlDataSource Source { get; }

    public long Balance => (long)Execute("SELECT balance FROM accounts WHERE name = 'ada'")!;

    /// <summary>How many transactions stand prepared in the database, whoever prepared them.</summary>
    public long CountPrepared => (long)Execute("SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()")!;

    /// <summary>Starts the participant.</summary>
    public IActorRef Start(Func<DbTransaction, object, CancellationToken, Task<string?>>? execute = null) =>
        _participant = _node.System.ActorOf(PostgresParticipant.Props(Name, Source, execute ?? MoveAsync), Name);

    /// <summary>What an application says to its database for an operation.</summary>
    public static async Task<string?> MoveAsync(DbTransaction transaction, object operation, CancellationToken cancellation)
    {
        var move = (Move)operation;
        await using var command = (NpgsqlCommand)transaction.Connection!.CreateCommand();
        command.CommandText = "SET LOCAL lock_timeout = '200ms'";
        await command.ExecuteNonQueryAsync(cancellation);
        command.CommandText = "UPDATE accounts SET balance = balance + @amount WHERE name = @name AND balance + @amount >= 0";
        command.Parameters.AddWithValue("amount", move.Amount);
        command.Parameters.AddWithValue("name", move.Account);
        return await command.ExecuteNonQueryAsync(cancellation) == 1 ? null : $"{move.Account} has too little";
    }

    public object? Execute(string sql) => _server.Execute(_database, sql);

    public async ValueTask DisposeAsync()
    {
        if (_participant is not null)
            await _node.CrashAsync(_participant);
        await Source.DisposeAsync();
    }
}
