namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Where a proposer stands.</summary>
public enum Phase
{
    /// <summary>Another leads, or nobody.</summary>
    Idle,

    /// <summary>Phase 1: waiting for a quorum of promises.</summary>
    Preparing,

    /// <summary>Phase 1: fetching the end of the log from the acceptor that is ahead.</summary>
    Adopting,

    /// <summary>Phase 2.</summary>
    Leading,
}
