using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>What is looked at before anything is written to a journal file. What is in its rows is looked at later, by <see cref="RowChain"/>.</summary>
internal static class JournalChecks
{
    /// <summary>
    /// Refuses a file that was there and is gone, or empty. SQLite would begin a new one in its place, and delete the write-ahead log that
    /// it finds beside it.
    /// </summary>
    /// <exception cref="JournalCorruptException">The file is missing or empty, and must not be.</exception>
    public static void RequireFile(string path, HighWaterMark mark)
    {
        var file = new FileInfo(path);
        if (file is { Exists: true, Length: > 0 })
            return;
        var found = file.Exists ? "it is empty" : "it is missing";
        if (mark.Found.Count > 0)
            throw JournalFailures.Damaged(path, $"{found}, but by '{mark.Path}' it had rows");
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } log)
            throw JournalFailures.Damaged(path, $"{found}, but its write-ahead log '{log.FullName}' is not");
    }

    /// <summary>Refuses a file that SQLite itself finds damaged. Reads all of it.</summary>
    /// <exception cref="JournalCorruptException">It is damaged.</exception>
    public static void RequireWhole(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        var found = command.ExecuteScalar();
        if (found is not "ok")
            throw JournalFailures.Damaged(connection.DataSource, $"integrity_check says {found}".ReplaceLineEndings(" "));
    }

    /// <summary>Refuses a file that lacks rows which are known to have been on the disk.</summary>
    /// <exception cref="JournalCorruptException">Its end is missing.</exception>
    public static void RequireRows(SqliteConnection connection, HighWaterMark mark) =>
        MarkedRows.Require(connection.DataSource, mark, LastRows(connection));

    private static List<(string PersistenceId, long Number)> LastRows(SqliteConnection connection)
    {
        var rows = new List<(string, long)>();
        if (JournalSchema.IsMissing(connection))
            return rows;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, max(sequence_number) FROM journal GROUP BY persistence_id";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetInt64(1)));
        return rows;
    }
}
