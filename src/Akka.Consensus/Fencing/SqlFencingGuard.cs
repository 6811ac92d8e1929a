using System.Data;
using System.Data.Common;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Fencing;

/// <summary>
/// The resource's side of a lock, in a SQL database: a table keeps the newest token of each resource, and the application raises it in the
/// transaction in which it writes. Holds nothing itself. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// One statement compares and raises, and the database keeps the row locked until the transaction ends. So of two transactions at once the
/// second one waits and is judged by what the first one left: an older one never commits after a newer. Ask first, write then, and roll back
/// what was refused; a rollback also takes back the token. Tried on SQLite and PostgreSQL (9.5 or later has these statements).
/// A database may refuse for reasons of its own, after which the whole transaction can be tried again: SQLite's "database is locked",
/// PostgreSQL's "could not serialize access".
/// </para>
/// <para>
/// Without this table: give the application's own row a column <c>fencing_token BIGINT NOT NULL DEFAULT 0</c>, and let each write compare
/// and raise it. No row changed means that the token is stale, or that there is no such row.
/// <code>
/// UPDATE orders SET state = @state, fencing_token = @token WHERE id = @id AND fencing_token &lt;= @token
/// </code>
/// The parameter is <see cref="FencingToken.Value"/>, a 64-bit integer.
/// </para>
/// </remarks>
public sealed class SqlFencingGuard
{
    /// <summary>The name of the table unless another is given.</summary>
    public const string DefaultTable = "fencing_tokens";

    private readonly string _create;
    private readonly string _raise;
    private readonly string _read;

    /// <summary>A guard over a table.</summary>
    /// <param name="table">The table's name, perhaps with its schema's before it: letters, digits and underscores of ASCII.</param>
    /// <exception cref="ArgumentException">The name of the table is not made of these.</exception>
    public SqlFencingGuard(string table = DefaultTable)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!IsTable(table))
        {
            throw new ArgumentException(
                $"'{table}' cannot be the table: a name has letters, digits and underscores, and does not begin with a digit", nameof(table));
        }

        _create = $"CREATE TABLE IF NOT EXISTS {table} (resource TEXT NOT NULL PRIMARY KEY, token BIGINT NOT NULL)";
        // an equal token writes too: it must lock the row until the end of the transaction, as a newer one does
        _raise = $"INSERT INTO {table} AS kept (resource, token) VALUES (@resource, @token) "
            + "ON CONFLICT (resource) DO UPDATE SET token = excluded.token WHERE kept.token <= excluded.token";
        _read = $"SELECT token FROM {table} WHERE resource = @resource";
    }

    /// <summary>Makes the table unless it is there. Done once, where the application makes its own tables.</summary>
    /// <param name="connection">Open, and without a transaction.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task CreateTableAsync(DbConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = _create;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether the token is at least as new as all that were accepted for this resource; if so it is accepted when the transaction commits.
    /// </summary>
    /// <param name="transaction">The application's own, in which it writes to the resource.</param>
    /// <param name="resource">The resource's name.</param>
    /// <param name="token">The token of the lock under which it writes.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    /// <exception cref="DbException">The database refused; nothing was accepted.</exception>
    public async Task<bool> TryAcceptAsync(DbTransaction transaction, string resource, FencingToken token,
        CancellationToken cancellationToken = default)
    {
        token.MustBeGranted();
        var command = CommandOf(transaction, _raise, resource);
        await using (command.ConfigureAwait(false))
        {
            AddParameter(command, "@token", DbType.Int64, token.Value);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
    }

    /// <summary>Accepts the token when the transaction commits, or throws; then roll the transaction back.</summary>
    /// <inheritdoc cref="TryAcceptAsync" path="/param"/>
    /// <exception cref="StaleTokenException">A newer token has been accepted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    /// <exception cref="DbException">The database refused; nothing was accepted.</exception>
    public async Task AcceptAsync(DbTransaction transaction, string resource, FencingToken token,
        CancellationToken cancellationToken = default)
    {
        if (await TryAcceptAsync(transaction, resource, token, cancellationToken).ConfigureAwait(false))
            return;
        var newest = await FindNewestAsync(transaction, resource, cancellationToken).ConfigureAwait(false);
        throw new StaleTokenException(resource, token, newest ?? throw new InvalidOperationException(
            $"the database refused the token {token} of '{resource}' and knows no newer one: has somebody deleted the row?"));
    }

    /// <summary>The newest token of a resource, as the transaction sees it; null if there was none.</summary>
    /// <inheritdoc cref="TryAcceptAsync" path="/param"/>
    public async Task<FencingToken?> FindNewestAsync(DbTransaction transaction, string resource, CancellationToken cancellationToken = default)
    {
        var command = CommandOf(transaction, _read, resource);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long value ? new FencingToken(value) : null;
    }

    private static DbCommand CommandOf(DbTransaction transaction, string text, string resource)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        var connection = transaction.Connection
            ?? throw new InvalidOperationException("the transaction has ended: nothing can be accepted in it");
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        AddParameter(command, "@resource", DbType.String, resource);
        return command;
    }

    private static void AddParameter(DbCommand command, string name, DbType type, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    /// <summary>The name becomes part of the statements: nothing that could be anything but a name gets there.</summary>
    private static bool IsTable(string table) => table.Split('.') is { Length: <= 2 } names
        && names.All(n => n.Length > 0 && !char.IsAsciiDigit(n[0]) && n.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
