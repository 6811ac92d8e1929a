using Akka.Consensus.Core;
using Akka.Consensus.Journal;
using Akka.Consensus.Journal.Sqlite;
using Akka.Event;
using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Tests.Journal;

/// <summary>A data directory whose journal is written and read without actors: the rows go in and come out as the plugin does it.</summary>
internal sealed class JournalFolder : IDisposable
{
    public const string Role = "some-role";

    public string Path { get; } = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    public string Journal => In("journal.db");

    public string WriteAheadLog => In("journal.db-wal");

    public string Mark => In(HighWaterMark.FileName);

    /// <summary>The file of a name.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>One life of a role: reads what there is, and adds rows.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="killed">Called while all is still open.</param>
    /// <returns>What was read, before anything was added.</returns>
    public List<IEvent> Live(int rows, Action<RoleJournal>? killed = null)
    {
        using var file = JournalFile.Open(Path);
        var journal = new RoleJournal(Role, file, RowsSerializer.Instance, NoLogger.Instance);
        using var connection = new SqliteConnection(file.ConnectionString);
        connection.Open();
        JournalPragmas.Apply(connection);
        var events = Read(connection, journal);
        for (var i = 1; i <= rows; i++)
        {
            Insert(connection, journal.Add(new Happened($"event {events.Count + i}"), out var durable), events.Count + i);
            durable();
        }

        killed?.Invoke(journal);
        return events;
    }

    /// <summary>A copy of the directory as a process leaves it that is killed while it has the journal open.</summary>
    public JournalFolder Killed(int rows)
    {
        var copy = new JournalFolder();
        Live(rows, _ => CopyTo(copy));
        return copy;
    }

    /// <summary>Copies the files.</summary>
    public void CopyTo(JournalFolder other)
    {
        foreach (var file in new[] { Journal, WriteAheadLog, Mark }.Where(File.Exists))
            File.Copy(file, other.In(System.IO.Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>What the files hold, by name.</summary>
    public Dictionary<string, byte[]> Content() =>
        new[] { Journal, WriteAheadLog, Mark }.Where(File.Exists).ToDictionary(f => f, File.ReadAllBytes);

    /// <summary>Changes the database by SQL.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static List<IEvent> Read(SqliteConnection connection, RoleJournal journal)
    {
        var events = new List<IEvent>();
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT sequence_number, message FROM journal WHERE persistence_id = $id AND deleted = 0 ORDER BY sequence_number";
        select.Parameters.AddWithValue("$id", Role);
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
                events.Add(journal.Read(new StoredRow((byte[])reader.GetValue(1)), reader.GetInt64(0)));
        }

        using var highest = connection.CreateCommand();
        highest.CommandText = "SELECT max(sequence_number) FROM journal WHERE persistence_id = $id";
        highest.Parameters.AddWithValue("$id", Role);
        journal.Complete(highest.ExecuteScalar() as long? ?? 0);
        return events;
    }

    private static void Insert(SqliteConnection connection, StoredRow row, long number)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) "
            + "VALUES (0, 0, $id, $number, $message, 'R1', 2711)";
        insert.Parameters.AddWithValue("$id", Role);
        insert.Parameters.AddWithValue("$number", number);
        insert.Parameters.AddWithValue("$message", row.Bytes);
        insert.ExecuteNonQuery();
    }
}
