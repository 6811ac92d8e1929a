using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>
/// The file with a voter's snapshots. Unlike the journal it may be lost: the other nodes have snapshots too. So a damaged one is put aside, and the
/// node begins another. Made and disposed by one thread at a time.
/// </summary>
internal sealed class SnapshotFile : IDisposable
{
    private const string FileName = "snapshots.db";

    private readonly SqliteConnection _keeper;

    private SnapshotFile(SqliteConnection keeper, string? putAside)
    {
        _keeper = keeper;
        PutAside = putAside;
    }

    /// <summary>Where a damaged file was moved to when this one was opened; null if there was none.</summary>
    public string? PutAside { get; }

    /// <summary>What a connection to the file is opened with.</summary>
    public string ConnectionString => ConnectionTo(_keeper.DataSource, pooling: true);

    /// <summary>Opens the file of a data directory that this process has locked.</summary>
    /// <exception cref="JournalException">It cannot be opened, or made.</exception>
    public static SnapshotFile Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return new SnapshotFile(OpenWhole(path), null);
        }
        catch (SqliteException failure) when (SqliteFailures.IsDamagedFile(failure))
        {
            var aside = $"{path}.damaged-{DateTime.UtcNow:yyyyMMddTHHmmss}";
            File.Move(path, aside, overwrite: true);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            return new SnapshotFile(OpenWhole(path), aside);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailures.Explain(path, failure);
        }
    }

    /// <summary>Closes the file, pooled connections to it included.</summary>
    public void Dispose()
    {
        using (var pooled = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(pooled);
        _keeper.Dispose();
    }

    private static SqliteConnection OpenWhole(string path)
    {
        var connection = new SqliteConnection(ConnectionTo(path, pooling: false));
        try
        {
            connection.Open();
            JournalPragmas.Apply(connection);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is not "ok")
                throw SqliteFailures.Damage();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string ConnectionTo(string path, bool pooling)
        => new SqliteConnectionStringBuilder { DataSource = path, Pooling = pooling }.ToString();
}
