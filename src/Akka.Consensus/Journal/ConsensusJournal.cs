using Akka.Configuration;
using Akka.Persistence.Sql.Journal;

namespace Akka.Consensus.Journal;

/// <summary>
/// The journal plugin of a voter (<c>akka.consensus.journal</c>): Akka.Persistence.Sql on the database that this node has checked and holds.
/// Started by Akka.Persistence when the first persistent actor asks for it.
/// </summary>
/// <remarks>
/// The connection is not in the configuration: HOCON resolves a substitution where it is written, so one in <c>reference.conf</c> would not see
/// the user's <c>data-dir</c>.
/// </remarks>
public sealed class ConsensusJournal : SqlWriteJournal
{
    /// <summary>Made by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section of the configuration.</param>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public ConsensusJournal(Config config)
        : base(JournalExtension.Get(Context.System).Store.Journal.WithFallback(config))
    {
    }
}
