using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>
/// The table that Akka.Persistence.Sql writes to, with its usual columns. It is made here because the plugin makes an index only for a
/// provider that it knows by name, and there must be one: it refuses a second row of the same number.
/// </summary>
/// <remarks>A strict table: SQLite's own check then finds values of a wrong kind as well.</remarks>
internal static class JournalSchema
{
    // "AkCs": tells a journal of ours from any other SQLite file.
    private const long ApplicationId = 0x416b4373;

    private const string Table = """
        CREATE TABLE journal (
          ordering INTEGER NOT NULL PRIMARY KEY,
          created INTEGER NOT NULL,
          deleted INTEGER NOT NULL,
          persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL,
          message BLOB NOT NULL,
          tags TEXT,
          manifest TEXT NOT NULL,
          identifier INTEGER NOT NULL,
          writer_uuid TEXT
        ) STRICT
        """;

    private const string Index = "CREATE UNIQUE INDEX journal_rows ON journal (persistence_id, sequence_number)";

    /// <summary>Refuses a file with anything else in it.</summary>
    /// <exception cref="JournalException">It is another program's.</exception>
    /// <exception cref="JournalCorruptException">Its table is not as it was made.</exception>
    public static void RequireOurs(SqliteConnection connection)
    {
        var id = Query(connection, "PRAGMA application_id");
        var isMissing = IsMissing(connection);
        if (id is not ApplicationId && !(id is 0L && isMissing))
        {
            throw new JournalException(
                $"The file '{connection.DataSource}' is a SQLite database but no journal of Akka.Consensus: "
                + "name a directory of its own in akka.consensus.data-dir.");
        }

        if (!isMissing && Query(connection, "SELECT group_concat(sql, ';') FROM sqlite_master") is not ($"{Table};{Index}"))
            throw JournalFailures.Damaged(connection.DataSource, "its table is not as it was made");
    }

    /// <summary>Whether nothing was ever made in the file.</summary>
    public static bool IsMissing(SqliteConnection connection) => Query(connection, "SELECT count(*) FROM sqlite_master") is 0L;

    /// <summary>
    /// Makes the table of a new file. Writes the id each time: that shows that the disk takes a commit now, rather than at the first vote,
    /// and puts on the disk what a killed process had written and not synced.
    /// </summary>
    /// <exception cref="SqliteException">The disk did not take it.</exception>
    public static void Make(SqliteConnection connection)
    {
        Query(connection, $"PRAGMA application_id={ApplicationId}");
        if (!IsMissing(connection))
            return;
        using var transaction = connection.BeginTransaction();
        Query(connection, Table);
        Query(connection, Index);
        transaction.Commit();
    }

    private static object? Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
