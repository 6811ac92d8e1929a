using Akka.Configuration;
using Akka.Persistence.Sql.Journal;

namespace Akka.Consensus.Journal;

/// <summary>
/// The journal plugin of a voter (<c>akka.consensus.journal</c>): Akka.Persistence.Sql on the checked SQLite file of the node's
/// data directory. Started by Akka.Persistence when the first persistent actor asks for it.
/// </summary>
public sealed class EmbeddedJournal : SqlWriteJournal
{
    /// <summary>Made by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section of the configuration.</param>
    /// <exception cref="JournalException">The journal file cannot be used.</exception>
    public EmbeddedJournal(Config config)
        : base(EmbeddedPlugin.Connect(config, JournalExtension.Get(Context.System).File.ConnectionString))
    {
    }
}
