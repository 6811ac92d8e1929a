using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Elections;

/// <summary>One that was elected.</summary>
/// <param name="Term">Higher than that of every leader before; a fencing token.</param>
/// <param name="Value">What it campaigned with.</param>
public sealed record Leader(FencingToken Term, string Value);

/// <summary>What an observer of an election is told.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Leader">Who leads from there on; null for nobody.</param>
public sealed record LeaderChange(LeaderChangeKind Kind, Leader? Leader);

/// <summary>What may happen in an election.</summary>
public enum LeaderChangeKind
{
    /// <summary>Nothing: so it was when the observer began.</summary>
    Present,

    /// <summary>A candidate was elected.</summary>
    Elected,

    /// <summary>The leader resigned, or its process closed its session.</summary>
    Resigned,

    /// <summary>The leader's session has expired.</summary>
    Lost,

    /// <summary>An operator took the leadership away.</summary>
    Removed,

    /// <summary>Changes were missed: more has happened, to all locks together, than any node that answers remembers. So it was afterwards.</summary>
    Missed,
}
