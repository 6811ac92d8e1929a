using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>Which cores a run is made of: the product's own, or in a mutant one that is known to be wrong.</summary>
public class TransactionVariant
{
    public static TransactionVariant Sound { get; } = new();

    public virtual CoordinatorMemory NewMemory(NodeId self, CommitSettings settings) => new(self, settings);

    public virtual CoordinatorRole NewCoordinators(NodeId self, CommitSettings settings) => new(self, settings, NewMemory(self, settings));

    public virtual AcceptorRole NewAcceptor(NodeId self, CommitSettings settings) => new(self, settings);

    public virtual ParticipantRole NewParticipant(string name, CommitSettings settings, bool isOneJournal) => new(name, settings, isOneJournal);
}
