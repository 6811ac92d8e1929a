using Akka.Configuration;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>The embedded store: two SQLite files in the node's data directory, <c>journal.db</c> and <c>snapshots.db</c>.</summary>
/// <remarks>The lock on the directory is the process's own until it ends: nobody can take it.</remarks>
internal sealed class SqliteStore : IJournalStore
{
    private readonly JournalFile _journal;
    private readonly SnapshotFile _snapshots;

    private SqliteStore(JournalFile journal, SnapshotFile snapshots)
    {
        JournalProvider.Register();
        _journal = journal;
        _snapshots = snapshots;
        Journal = PluginConnection.To(journal.ConnectionString, JournalProvider.RegisteredName);
        Snapshots = PluginConnection.To(snapshots.ConnectionString, JournalProvider.RegisteredName);
    }

    /// <inheritdoc />
    public IJournalRows Rows => _journal;

    /// <inheritdoc />
    public Config Journal { get; }

    /// <inheritdoc />
    public Config Snapshots { get; }

    /// <inheritdoc />
    public string? Notice => _snapshots.PutAside is { } aside
        ? $"the snapshots were damaged and are now in {aside}; this node gets them from another one"
        : null;

    /// <inheritdoc />
    public Task<JournalException> Taken { get; } = new TaskCompletionSource<JournalException>().Task;

    /// <summary>Locks the directory, and opens and checks the files; absent ones are made.</summary>
    /// <exception cref="JournalException">They cannot be used. Nothing stays open or locked.</exception>
    public static SqliteStore Open(string dataDirectory)
    {
        var journal = JournalFile.Open(dataDirectory);
        try
        {
            return new SqliteStore(journal, SnapshotFile.Open(Path.GetDirectoryName(journal.Path)!));
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _snapshots.Dispose();
        _journal.Dispose();
    }
}
