using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>Which cores a run is made of: the product's own, or in a mutant one that is known to be wrong.</summary>
public class RegisterVariant
{
    public static RegisterVariant Sound { get; } = new();

    /// <summary>Whether a node that has lost its journals does not vote.</summary>
    public virtual bool KeepsOutTheForgetful => true;

    /// <summary>How many rounds a proposer reserves at a time.</summary>
    public long RoundsReserved { get; init; } = 1000;

    public virtual Acceptor NewAcceptor(NodeId self) => new(self);

    public virtual Proposer NewProposer(NodeId self, Quorum quorum, RegisterLimits limits, ulong seed) =>
        new(self, quorum, limits, NewRounds(self), seed);

    public virtual Rounds NewRounds(NodeId self) => new(self, RoundsReserved);
}
