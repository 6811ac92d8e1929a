using System.Data.Common;
using System.Runtime.CompilerServices;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>Stands where the journal opens a connection: before it is opened, and when it is open.</summary>
/// <remarks>Safe to use from any thread.</remarks>
internal sealed class JournalInterceptor : ConnectionInterceptor
{
    /// <summary>The one instance.</summary>
    public static readonly JournalInterceptor Instance = new();

    // A transaction takes its connection from a pool: what SQLite was told once for a handle holds until the handle is closed.
    private readonly ConditionalWeakTable<sqlite3, JournalInterceptor> _ready = [];

    /// <summary>
    /// Leaves the thread of the caller. SQLite has no asynchronous calls: without this the stream that feeds the journal runs
    /// through to the end of the commit, and rows that come meanwhile do not gather into one transaction.
    /// </summary>
    /// <inheritdoc />
    public override async Task ConnectionOpeningAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        => await Task.Yield();

    /// <inheritdoc />
    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => Prepare((SqliteConnection)connection);

    /// <inheritdoc />
    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        Prepare((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private void Prepare(SqliteConnection connection)
    {
        var handle = connection.Handle!;
        if (_ready.TryGetValue(handle, out _))
            return;
        JournalPragmas.Apply(connection);
        _ready.TryAdd(handle, this);
    }
}
