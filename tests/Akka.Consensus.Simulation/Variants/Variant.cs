using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Which cores a run is made of: the product's own, or in a mutant one that is known to be wrong.</summary>
public class Variant
{
    public static Variant Sound { get; } = new();

    public virtual Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new(self, quorum, settings, incarnation);

    public virtual Proposer NewProposer(NodeId self, Quorum quorum, GroupSettings settings) => new(self, quorum, settings);

    public virtual SessionMonitor NewMonitor() => new();

    public virtual LockTable NewLocks() => new();

    public virtual SessionTable NewTable() => new(NewLocks());

    public virtual SnapshotTransfer NewTransfer() => new();

    public virtual LockClient NewClient(ClientId self, ClientSettings settings) => new(self, settings);
}
