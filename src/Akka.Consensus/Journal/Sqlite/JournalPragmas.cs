using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>
/// What a connection must be set to before a vote may be written through it. A commit has to be on the disk when it returns:
/// in WAL mode that is <c>synchronous=FULL</c>, one sync of the log file a commit. With <c>NORMAL</c> a power cut takes back
/// votes that others have counted.
/// </summary>
internal static class JournalPragmas
{
    private const long Full = 2;

    // How long SQLite itself waits for another connection's lock. Without it Microsoft.Data.Sqlite polls every 150 ms.
    private const int BusyTimeoutMilliseconds = 5000;

    /// <summary>Sets the connection up and reads back what SQLite made of it.</summary>
    /// <param name="connection">An open connection. Not used by another thread meanwhile.</param>
    /// <exception cref="JournalException">The file is not in WAL mode, or commits would not be synced in full.</exception>
    public static void Apply(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout={BusyTimeoutMilliseconds}; PRAGMA synchronous=FULL;";
        command.ExecuteNonQuery();
        Verify(connection.DataSource, Query(command, "PRAGMA journal_mode=WAL"), Query(command, "PRAGMA synchronous"));
    }

    /// <summary>Refuses settings under which a commit may be lost.</summary>
    /// <param name="file">The journal file, for the message.</param>
    /// <param name="journalMode">What <c>PRAGMA journal_mode</c> answered.</param>
    /// <param name="synchronous">What <c>PRAGMA synchronous</c> answered.</param>
    /// <exception cref="JournalException">Not WAL and FULL.</exception>
    public static void Verify(string file, object? journalMode, object? synchronous)
    {
        if (journalMode is not "wal")
            throw new JournalException(
                $"The journal '{file}' must be in journal mode 'wal' but is in '{journalMode}': close other programs that have it open, "
                + "and keep it on a local file system (shared memory files do not work on a network one).");
        if (synchronous is not Full)
            throw new JournalException(
                $"The journal '{file}' must sync every commit (synchronous=2, FULL) but is set to '{synchronous}': "
                + "a voter does not run on a SQLite library that refuses it.");
    }

    private static object? Query(SqliteCommand command, string pragma)
    {
        command.CommandText = pragma;
        var value = command.ExecuteScalar();
        return value is string text ? text.ToLower(CultureInfo.InvariantCulture) : value;
    }
}
