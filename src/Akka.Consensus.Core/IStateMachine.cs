namespace Akka.Consensus.Core;

/// <summary>What a log replicates, as far as snapshots know it.</summary>
public interface IStateMachine
{
    /// <summary>Writes all of it. Replicas that have applied the same entries write the same bytes.</summary>
    void Write(StateWriter writer);

    /// <summary>Becomes what was written.</summary>
    /// <exception cref="InvariantException">The bytes are not what <see cref="Write"/> writes; it must not be used further.</exception>
    void Read(StateReader reader);
}
