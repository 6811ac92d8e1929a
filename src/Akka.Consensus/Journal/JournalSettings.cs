using Akka.Configuration;

namespace Akka.Consensus.Journal;

/// <summary>What is configured about a voter's journal. Immutable.</summary>
/// <param name="Store"><c>akka.consensus.journal.store</c>.</param>
/// <param name="ConnectionString"><c>akka.consensus.journal.connection-string</c>; empty for SQLite.</param>
/// <param name="DataDirectory"><c>akka.consensus.data-dir</c>.</param>
/// <param name="Voter">Whose journal it is: the group and the node's id.</param>
internal sealed record JournalSettings(string Store, string ConnectionString, string DataDirectory, string Voter)
{
    /// <summary>The embedded store: a file in the data directory.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>A PostgreSQL database.</summary>
    public const string PostgreSql = "postgresql";

    /// <summary>Reads the section <c>akka.consensus</c>.</summary>
    /// <exception cref="ConsensusConfigurationException">A value cannot be used.</exception>
    public static JournalSettings Create(Config consensus)
    {
        var settings = new JournalSettings(consensus.GetString("journal.store", Sqlite), consensus.GetString("journal.connection-string", ""),
            consensus.GetString("data-dir", ""), $"{consensus.GetString("group", "")}/{consensus.GetString("node-id", "")}");
        if (settings.Store is not (Sqlite or PostgreSql))
            throw new ConsensusConfigurationException($"akka.consensus.journal.store is '{settings.Store}': write {Sqlite} or {PostgreSql}");
        if (settings.Store == PostgreSql && settings.ConnectionString.Length == 0)
        {
            throw new ConsensusConfigurationException(
                "akka.consensus.journal.connection-string is empty: a journal on PostgreSQL needs it, as in \"Host=10.0.0.1;Database=voter1;Username=voter1\"");
        }

        if (settings.Store == Sqlite && settings.ConnectionString.Length > 0)
        {
            throw new ConsensusConfigurationException(
                "akka.consensus.journal.connection-string is for PostgreSQL: set akka.consensus.journal.store = postgresql, or leave it empty");
        }

        return settings;
    }
}
