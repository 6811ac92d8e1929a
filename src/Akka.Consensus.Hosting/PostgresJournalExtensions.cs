using Akka.Hosting;

namespace Akka.Consensus.Hosting;

/// <summary>Where a voter's journal is. Without a word it is SQLite, in the node's data directory.</summary>
public static class PostgresJournalExtensions
{
    /// <summary>
    /// Keeps a voter's journal and snapshots in a PostgreSQL database. Each voter needs one of its own: three voters on one database fail together.
    /// The application references the package Npgsql.
    /// </summary>
    /// <param name="builder">The ActorSystem's builder.</param>
    /// <param name="connectionString">
    /// How Npgsql reaches the database: straight, with no pooler between, and never a standby or what may become one.
    /// </param>
    public static AkkaConfigurationBuilder WithPostgresJournal(this AkkaConfigurationBuilder builder, string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return builder.AddHocon(new Hocon("akka.consensus.journal").Add("store", "postgresql").Add("connection-string", connectionString).ToConfig(),
            HoconAddMode.Prepend);
    }
}
