using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>
/// The journal file of a voter and its high-water mark, checked before anybody votes from it and held open until it is disposed.
/// </summary>
/// <remarks>
/// The connection that it keeps is never written through after the checks. It is there because SQLite empties and deletes the
/// write-ahead log when the last connection of a pool goes: without it an idle node would write to its disk.
/// Made and disposed by one thread at a time.
/// </remarks>
internal sealed class JournalFile : IJournalRows, IDisposable
{
    private const string FileName = "journal.db";

    private readonly JournalDirectory _directory;
    private readonly SqliteConnection _keeper;

    private JournalFile(JournalDirectory directory, HighWaterMark mark, SqliteConnection keeper)
    {
        _directory = directory;
        _keeper = keeper;
        Mark = mark;
    }

    /// <inheritdoc />
    public string Name => Path;

    /// <summary>The file's absolute path.</summary>
    public string Path => _keeper.DataSource;

    /// <inheritdoc />
    public HighWaterMark Mark { get; }

    /// <summary>What a connection to the file is opened with.</summary>
    public string ConnectionString => ConnectionTo(Path, pooling: true);

    /// <summary>
    /// Locks the directory, opens the file (an absent one is made), and checks it: WAL and FULL hold, the file is whole, it is ours, no
    /// row is missing at the end, and a commit reaches the disk. What is in the rows is checked when they are read, by
    /// <see cref="RoleJournal"/>.
    /// </summary>
    /// <param name="dataDirectory">The node's data directory.</param>
    /// <returns>The file, with the directory locked until it is disposed.</returns>
    /// <exception cref="JournalException">
    /// Anything of that does not hold. Nothing stays open or locked, and a damaged file is left as it was found.
    /// </exception>
    public static JournalFile Open(string dataDirectory)
    {
        var directory = JournalDirectory.Acquire(dataDirectory);
        var path = System.IO.Path.Combine(directory.Path, FileName);
        var keeper = new SqliteConnection(ConnectionTo(path, pooling: false));
        HighWaterMark? mark = null;
        try
        {
            mark = directory.OpenMark(path);
            JournalChecks.RequireFile(path, mark);
            keeper.Open();
            JournalPragmas.Apply(keeper);
            JournalChecks.RequireWhole(keeper);
            JournalSchema.RequireOurs(keeper);
            JournalChecks.RequireRows(keeper, mark);
            JournalSchema.Make(keeper);
            return new JournalFile(directory, mark, keeper);
        }
        catch (Exception e)
        {
            CloseUntouched(keeper);
            mark?.Dispose();
            directory.Dispose();
            if (e is SqliteException failure)
                throw SqliteFailures.Explain(path, failure);
            throw;
        }
    }

    /// <inheritdoc />
    public bool IsDamage(Exception failure) => SqliteFailures.IsDamage(failure);

    /// <summary>Closes the file, pooled connections to it included, and unlocks the directory.</summary>
    public void Dispose()
    {
        using (var pooled = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(pooled);
        _keeper.Dispose();
        Mark.Dispose();
        _directory.Dispose();
    }

    // The last connection would fold the write-ahead log into the file and delete it: the best evidence of what became of its end.
    private static void CloseUntouched(SqliteConnection connection)
    {
        if (connection.Handle is { } handle)
            raw.sqlite3_db_config(handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        connection.Dispose();
    }

    private static string ConnectionTo(string path, bool pooling)
        => new SqliteConnectionStringBuilder { DataSource = path, Pooling = pooling }.ToString();
}
