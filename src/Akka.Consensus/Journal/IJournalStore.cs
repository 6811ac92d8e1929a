using Akka.Configuration;

namespace Akka.Consensus.Journal;

/// <summary>
/// The database of a voter's journal and snapshots: checked before anybody votes from it, and held against every other process until it is
/// disposed of.
/// </summary>
internal interface IJournalStore : IDisposable
{
    /// <summary>The rows.</summary>
    IJournalRows Rows { get; }

    /// <summary>How the journal plugin reaches them: goes before its section of the configuration.</summary>
    Config Journal { get; }

    /// <summary>How the snapshot plugin reaches the snapshots: goes before its section of the configuration.</summary>
    Config Snapshots { get; }

    /// <summary>What was done when it was opened that an operator should know; null if there is nothing to say.</summary>
    string? Notice { get; }

    /// <summary>Completes, with what to tell the operator, if another process has taken it: this one must vote no more.</summary>
    Task<JournalException> Taken { get; }
}
