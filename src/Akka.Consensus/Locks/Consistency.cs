namespace Akka.Consensus.Locks;

/// <summary>What a read promises.</summary>
public enum Consistency
{
    /// <summary>The newest state: costs a round to a quorum.</summary>
    Linearizable,

    /// <summary>Whatever the replica that is asked has applied: may be old, answers without a quorum.</summary>
    Eventual,
}
