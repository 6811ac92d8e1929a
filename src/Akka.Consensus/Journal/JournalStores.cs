using Akka.Consensus.Journal.Postgres;
using Akka.Consensus.Journal.Sqlite;

namespace Akka.Consensus.Journal;

/// <summary>Opens the database that is configured at <c>akka.consensus.journal.store</c>.</summary>
internal static class JournalStores
{
    /// <summary>Opens it, or makes it if there is none yet.</summary>
    /// <exception cref="JournalException">It cannot be used. Nothing stays open or held.</exception>
    public static IJournalStore Open(JournalSettings settings) => settings.Store == JournalSettings.PostgreSql
        ? PostgresStore.Open(settings)
        : SqliteStore.Open(settings.DataDirectory);
}
