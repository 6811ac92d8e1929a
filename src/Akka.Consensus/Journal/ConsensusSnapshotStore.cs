using Akka.Configuration;
using Akka.Persistence.Sql.Snapshot;

namespace Akka.Consensus.Journal;

/// <summary>
/// The snapshot store of a voter (<c>akka.consensus.snapshot-store</c>): Akka.Persistence.Sql on the database that this node holds, and in SQLite
/// on a file of its own beside the journal, so that a snapshot, however large, is never written in front of a vote. Started by Akka.Persistence.
/// </summary>
public sealed class ConsensusSnapshotStore : SqlSnapshotStore
{
    /// <summary>Made by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section of the configuration.</param>
    public ConsensusSnapshotStore(Config config)
        : base(JournalExtension.Get(Context.System).Store.Snapshots.WithFallback(config))
    {
    }
}
