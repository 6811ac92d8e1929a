using Akka.Configuration;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>A voter's own PostgreSQL database, with its rows and its snapshots. The high-water mark stays in the node's data directory.</summary>
/// <remarks>
/// What the file of the embedded store is checked for is checked here too: the rows' chain of checksums, the mark, and whose journal it is. The
/// server looks after its pages itself.
/// </remarks>
internal sealed class PostgresStore : IJournalStore, IJournalRows
{
    // Akka.Persistence.Sql and linq2db know the database by it. Newer servers understand the same statements.
    private const string Provider = "PostgreSQL.15";

    private readonly JournalDirectory _directory;
    private readonly PostgresHold _hold;

    private PostgresStore(PostgresDatabase database, JournalDirectory directory, HighWaterMark mark, PostgresHold hold)
    {
        _directory = directory;
        _hold = hold;
        Name = database.Name;
        Mark = mark;
        Journal = Snapshots = PluginConnection.To(database.JournalConnectionString, Provider);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public HighWaterMark Mark { get; }

    /// <inheritdoc />
    public IJournalRows Rows => this;

    /// <inheritdoc />
    public Config Journal { get; }

    /// <inheritdoc />
    public Config Snapshots { get; }

    /// <inheritdoc />
    public string? Notice => null;

    /// <inheritdoc />
    public Task<JournalException> Taken => _hold.Taken;

    /// <summary>Locks the data directory and the database, and checks it; an empty one becomes this voter's.</summary>
    /// <exception cref="JournalException">It cannot be used. Nothing stays open or locked, and a damaged database is left as it was found.</exception>
    /// <exception cref="ConsensusConfigurationException">The connection string cannot be read, or Npgsql is missing.</exception>
    public static PostgresStore Open(JournalSettings settings)
    {
        var database = PostgresDatabase.Parse(settings.ConnectionString);
        var directory = JournalDirectory.Acquire(settings.DataDirectory);
        HighWaterMark? mark = null;
        PostgresHold? hold = null;
        try
        {
            mark = directory.OpenMark(database.Name);
            hold = PostgresHold.Acquire(database);
            PostgresChecks.RequireDurable(hold.Connection, database.Name);
            PostgresSchema.RequireOurs(hold.Connection, database.Name, settings.Voter);
            PostgresSchema.RequireRows(hold.Connection, database.Name, mark);
            PostgresSchema.Make(hold.Connection, settings.Voter);
            hold.Watch();
            return new PostgresStore(database, directory, mark, hold);
        }
        catch (Exception e)
        {
            hold?.Dispose();
            mark?.Dispose();
            directory.Dispose();
            if (PostgresFailures.IsOfServer(e))
                throw PostgresFailures.Explain(database.Name, e);
            throw;
        }
    }

    /// <inheritdoc />
    public bool IsDamage(Exception failure) => PostgresFailures.IsDamage(failure);

    /// <inheritdoc />
    public void Dispose()
    {
        _hold.Dispose();
        Mark.Dispose();
        _directory.Dispose();
    }
}
