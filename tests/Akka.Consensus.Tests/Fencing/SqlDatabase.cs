using Akka.Consensus.Fencing;
using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Tests.Fencing;

/// <summary>An application's database: a SQLite file with a table to write to, and that of the guard.</summary>
internal sealed class SqlDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    public SqlDatabase()
    {
        using var connection = Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "CREATE TABLE writes (number INTEGER PRIMARY KEY AUTOINCREMENT, token BIGINT NOT NULL)");
        Guard.CreateTableAsync(connection).GetAwaiter().GetResult();
    }

    public SqlFencingGuard Guard { get; } = new();

    /// <summary>A connection of its own. One that may not write now waits for it at most the timeout, in seconds.</summary>
    public SqliteConnection Open(int timeout = 30)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "shop.db")};Pooling=false;Default Timeout={timeout}");
        connection.Open();
        return connection;
    }

    /// <summary>What an application does under a lock: asks the guard and writes, in one transaction.</summary>
    public async Task WriteAsync(string resource, Core.Locks.FencingToken token)
    {
        await using var connection = Open();
        await using var transaction = connection.BeginTransaction();
        await Guard.AcceptAsync(transaction, resource, token);
        Execute(connection, $"INSERT INTO writes (token) VALUES ({token})", transaction);
        await transaction.CommitAsync();
    }

    /// <summary>The tokens of what was written, in the order of the commits.</summary>
    public List<long> Written()
    {
        using var connection = Open();
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT token FROM writes ORDER BY number";
        using var reader = select.ExecuteReader();
        var tokens = new List<long>();
        while (reader.Read())
            tokens.Add(reader.GetInt64(0));
        return tokens;
    }

    public static int Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
