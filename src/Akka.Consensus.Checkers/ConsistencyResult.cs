namespace Akka.Consensus.Checkers;

/// <summary>What is known of the reads and writes of a history.</summary>
/// <param name="Verdict">Whether the condition holds.</param>
/// <param name="Reached">The limit that left the verdict unknown.</param>
/// <param name="Anomaly">Why it does not hold; null too if only a search of everything showed it.</param>
public sealed record ConsistencyResult<TKey, TValue>(Verdict Verdict, Limit Reached, Anomaly<TKey, TValue>? Anomaly);

/// <summary>Operations that cannot be as they are.</summary>
/// <param name="Pattern">In which way.</param>
/// <param name="Operations">
/// Of a <see cref="BadPattern.Cycle"/> each must come before the next, and the last before the first. Of the others: the read, what wrote
/// that value if anything did, and the write that should have hidden it.
/// </param>
public sealed record Anomaly<TKey, TValue>(BadPattern Pattern, IReadOnlyList<Operation<Access<TKey, TValue>>> Operations);

/// <summary>The ways in which reads and writes contradict a condition, after Bouajjani et al. (see <see cref="CausalChecker"/>).</summary>
public enum BadPattern
{
    /// <summary>A read of a value that was never written (ThinAirRead).</summary>
    ThinAirRead,

    /// <summary>Operations that must come before each other (CyclicCO).</summary>
    Cycle,

    /// <summary>A read of the initial value, although a write of the key must come before it (WriteCOInitRead).</summary>
    InitialReadAfterWrite,

    /// <summary>A read of a value, although another write of the key must come after that of this value and before the read (WriteCORead).</summary>
    ReadAfterOverwrite,
}
