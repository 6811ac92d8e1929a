using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal;

/// <summary>
/// The journal file of a voter, checked before anybody votes from it and held open until it is disposed.
/// </summary>
/// <remarks>
/// The connection that it keeps is never written through after the checks. It is there because SQLite empties and deletes the
/// write-ahead log when the last connection of a pool goes: without it an idle node would write to its disk.
/// Made and disposed by one thread at a time.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private const string FileName = "journal.db";

    // "AkCs": tells a journal of ours from any other SQLite file.
    private const long ApplicationId = 0x416b4373;

    private readonly JournalDirectory _directory;
    private readonly SqliteConnection _keeper;

    private JournalFile(JournalDirectory directory, SqliteConnection keeper)
    {
        _directory = directory;
        _keeper = keeper;
    }

    /// <summary>The file's absolute path.</summary>
    public string Path => _keeper.DataSource;

    /// <summary>What a connection to the file is opened with.</summary>
    public string ConnectionString => ConnectionTo(Path, pooling: true);

    /// <summary>
    /// Locks the directory, opens the file (an absent one is made), and checks it: WAL and FULL hold, the file is whole
    /// (<c>PRAGMA quick_check</c>, which reads all of it), it is ours, and a commit reaches the disk.
    /// </summary>
    /// <param name="dataDirectory">The node's data directory.</param>
    /// <returns>The file, with the directory locked until it is disposed.</returns>
    /// <exception cref="JournalException">Anything of that does not hold. Nothing stays open or locked.</exception>
    public static JournalFile Open(string dataDirectory)
    {
        var directory = JournalDirectory.Acquire(dataDirectory);
        var path = System.IO.Path.Combine(directory.Path, FileName);
        var keeper = new SqliteConnection(ConnectionTo(path, pooling: false));
        try
        {
            keeper.Open();
            JournalPragmas.Apply(keeper);
            CheckWhole(keeper);
            CheckOurs(keeper);
            return new JournalFile(directory, keeper);
        }
        catch (Exception e)
        {
            keeper.Dispose();
            directory.Dispose();
            if (e is SqliteException failure)
                throw JournalFailures.Explain(path, failure);
            throw;
        }
    }

    /// <summary>Closes the file, pooled connections to it included, and unlocks the directory.</summary>
    public void Dispose()
    {
        using (var pooled = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(pooled);
        _keeper.Dispose();
        _directory.Dispose();
    }

    private static string ConnectionTo(string path, bool pooling)
        => new SqliteConnectionStringBuilder { DataSource = path, Pooling = pooling }.ToString();

    private static void CheckWhole(SqliteConnection connection)
    {
        var found = Query(connection, "PRAGMA quick_check(1)");
        if (found is not "ok")
            throw JournalFailures.Damaged(connection.DataSource, $"quick_check: {found}".ReplaceLineEndings(" "));
    }

    // Writing the id each time also shows that the disk takes a commit now, rather than at the first vote.
    private static void CheckOurs(SqliteConnection connection)
    {
        var id = Query(connection, "PRAGMA application_id");
        var empty = Query(connection, "SELECT count(*) FROM sqlite_master") is 0L;
        if (id is not ApplicationId && !(id is 0L && empty))
            throw new JournalException(
                $"The file '{connection.DataSource}' is a SQLite database but no journal of Akka.Consensus: "
                + "name a directory of its own in akka.consensus.data-dir.");
        Query(connection, $"PRAGMA application_id={ApplicationId}");
    }

    private static object? Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
