using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions.Postgres;

/// <summary>What came of an attempt to prepare.</summary>
/// <param name="Refusal">Why it was not prepared; null if it was.</param>
/// <param name="MayBeLeft">Whether something may stand prepared in the database, by this attempt or by an earlier one.</param>
internal readonly record struct Preparation(string? Refusal, bool MayBeLeft);

/// <summary>The transactions of one participant that a PostgreSQL database keeps prepared. Holds nothing itself. Thread-safe.</summary>
/// <remarks>
/// Whose a prepared transaction is shows in its name: the participant, and the transaction. Names are those of the whole server, and each can be prepared
/// once at a time. PostgreSQL syncs what it prepares, and how that ends, to the disk, whatever <c>synchronous_commit</c> says.
/// </remarks>
internal sealed class PreparedTransactions(DbDataSource database, string participant)
{
    private const string UndefinedObject = "42704";
    private const string NotInPrerequisiteState = "55000";
    private const string OutOfMemory = "53200";

    private const string Advice = "set max_prepared_transactions in postgresql.conf to at least the number of transactions that are under way at a time, "
        + "in all databases of the server, and start the server again";

    private readonly string _prefix = $"akka-consensus:{Convert.ToHexStringLower(SHA256.HashData(Bytes(participant))[..16])}:";

    /// <summary>
    /// The name of a transaction in the database. It becomes part of statements, so it has only letters, digits, dots, hyphens and underscores of
    /// ASCII after the colons: an id that has anything else is hashed. At most 176 bytes; PostgreSQL takes 199.
    /// </summary>
    public string NameOf(TransactionId id) => _prefix
        + (id.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? id.Value : $"#{Convert.ToHexStringLower(SHA256.HashData(Bytes(id.Value)))}");

    /// <summary>Why the database cannot prepare transactions, as its server is set; null if it can.</summary>
    /// <exception cref="DbException">The database cannot be asked.</exception>
    public static async Task<string?> FindComplaintAsync(DbDataSource database, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var most = await ScalarAsync(connection, "SELECT current_setting('max_prepared_transactions')", cancellation).ConfigureAwait(false);
            return most is "0" ? $"the server of database '{connection.Database}' does not prepare transactions: {Advice}" : null;
        }
    }

    /// <summary>Does an operation, and has it prepared. Does not throw: what goes wrong is a refusal.</summary>
    public async Task<Preparation> PrepareAsync(string name, Func<DbTransaction, Task<string?>> operation, CancellationToken cancellation)
    {
        var isSent = false;
        try
        {
            var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    if (await operation(transaction).ConfigureAwait(false) is { } refusal)
                        return new Preparation(refusal, MayBeLeft: false);
                    cancellation.ThrowIfCancellationRequested();
                    isSent = true;

                    // Of a transaction that has failed, or is none any more, PREPARE makes a rollback, and says nothing.
                    var prepared = await ScalarAsync(connection,
                        $"PREPARE TRANSACTION '{name}'; SELECT 1 FROM pg_prepared_xacts WHERE gid = '{name}' AND database = current_database()",
                        cancellation).ConfigureAwait(false);
                    return prepared is null
                        ? new Preparation("a statement of the operation had failed, or the operation ended its transaction itself", MayBeLeft: true)
                        : new Preparation(Refusal: null, MayBeLeft: true);
                }
            }
        }
        catch (Exception failure)
        {
            return new Preparation(isSent ? Explain(failure) : failure.Message, MayBeLeft: isSent);
        }
    }

    /// <summary>Ends a transaction as it was decided.</summary>
    /// <returns>Whether it stood prepared; if not it was ended before, or was never prepared.</returns>
    /// <exception cref="DbException">The database cannot be reached, or cannot do it now.</exception>
    public async Task<bool> EndAsync(string name, Decision decision, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await ScalarAsync(connection, $"{(decision == Decision.Commit ? "COMMIT" : "ROLLBACK")} PREPARED '{name}'", cancellation).ConfigureAwait(false);
                return true;
            }
            catch (DbException absent) when (absent.SqlState == UndefinedObject)
            {
                return false;
            }
        }
    }

    /// <summary>The names of the participant's transactions that stand prepared.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var found = await ScalarAsync(connection,
                $"SELECT array_agg(gid) FROM pg_prepared_xacts WHERE database = current_database() AND left(gid, {_prefix.Length}) = '{_prefix}'",
                cancellation).ConfigureAwait(false);
            return found as string[] ?? [];
        }
    }

    /// <summary>What the server says when it does not prepare what it was asked to.</summary>
    private static string Explain(Exception failure) => (failure as DbException)?.SqlState switch
    {
        NotInPrerequisiteState => $"the server does not prepare transactions: {Advice} ({failure.Message})",
        OutOfMemory => $"the server keeps as many transactions prepared as it may: {Advice} ({failure.Message})",
        _ => failure.Message,
    };

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        }
    }

    // Not UTF-8, in which two texts that are not sound could look the same.
    private static ReadOnlySpan<byte> Bytes(string text) => MemoryMarshal.AsBytes(text.AsSpan());
}
