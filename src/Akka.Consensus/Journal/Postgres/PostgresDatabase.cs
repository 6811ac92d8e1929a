using System.Data.Common;
using System.Globalization;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>How a voter's PostgreSQL database is reached. Immutable.</summary>
/// <remarks>
/// Npgsql is found by its name when it is needed, as linq2db does it, and all is said to it by ADO.NET's own classes: so only an application that
/// keeps a journal in PostgreSQL references it, in the version it wants, and every other one is spared the package.
/// </remarks>
internal sealed class PostgresDatabase
{
    private readonly DbProviderFactory _npgsql;
    private readonly DbConnectionStringBuilder _given;

    private PostgresDatabase(DbProviderFactory npgsql, DbConnectionStringBuilder given)
    {
        _npgsql = npgsql;
        _given = given;
        Name = string.Create(CultureInfo.InvariantCulture, $"{given["Host"]}:{given["Port"]}/{given["Database"]}");
    }

    /// <summary>What to call it in a message: host, port and database, and no password.</summary>
    public string Name { get; }

    /// <summary>What the journal plugin opens its connections with. A commit is synced on each of them, whatever the server's default becomes.</summary>
    public string JournalConnectionString => With(c => c["Options"] = $"{c["Options"]} -c synchronous_commit=on".TrimStart());

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="ConsensusConfigurationException">It is none, or Npgsql is missing.</exception>
    public static PostgresDatabase Parse(string connectionString)
    {
        var type = Type.GetType("Npgsql.NpgsqlFactory, Npgsql");
        if (type?.GetField("Instance")?.GetValue(null) is not DbProviderFactory npgsql)
        {
            throw new ConsensusConfigurationException(
                "akka.consensus.journal.store is postgresql, but Npgsql is missing: reference the package Npgsql in your application");
        }

        var given = npgsql.CreateConnectionStringBuilder()!;
        try
        {
            given.ConnectionString = connectionString;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            // The reason may quote what is in it.
            throw new ConsensusConfigurationException("akka.consensus.journal.connection-string is not one that Npgsql can read");
        }

        if (given["Host"] is not string { Length: > 0 } || given["Database"] is not string { Length: > 0 })
            throw new ConsensusConfigurationException("akka.consensus.journal.connection-string must name a Host and a Database");
        if (given["Host"].ToString()!.Contains(',', StringComparison.Ordinal))
        {
            throw new ConsensusConfigurationException(
                "akka.consensus.journal.connection-string names several hosts: a voter stays with one server, for another may have forgotten votes");
        }

        return new PostgresDatabase(npgsql, given);
    }

    /// <summary>Opens a connection that is closed for good when it is disposed of.</summary>
    /// <param name="application">Under which name the server's tables show it.</param>
    /// <exception cref="DbException">It cannot be opened.</exception>
    public DbConnection Open(string application)
    {
        var connection = _npgsql.CreateConnection()!;
        connection.ConnectionString = With(c =>
        {
            c["Pooling"] = false;
            c["Application Name"] = application;
        });
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string With(Action<DbConnectionStringBuilder> change)
    {
        var builder = _npgsql.CreateConnectionStringBuilder()!;
        builder.ConnectionString = _given.ConnectionString;
        change(builder);
        return builder.ConnectionString;
    }
}
