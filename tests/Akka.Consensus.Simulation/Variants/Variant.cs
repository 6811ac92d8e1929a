using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Which cores a run is made of: the product's own, or in a mutant one that is known to be wrong.</summary>
public class Variant
{
    public static Variant Sound { get; } = new();

    /// <summary>Whether a role ends when a write has failed, as the actor shell makes it.</summary>
    public virtual bool StopsWhenAWriteFails => true;

    public virtual Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new(self, settings, NewAcceptorMemory(self, quorum, incarnation));

    public virtual AcceptorMemory NewAcceptorMemory(NodeId self, Quorum quorum, long incarnation) => new(self, quorum, incarnation);

    public virtual Proposer NewProposer(NodeId self, Quorum quorum, GroupSettings settings) =>
        new(self, quorum, settings, NewPhaseOne(self, quorum, settings), NewProposerMemory());

    public virtual PhaseOne NewPhaseOne(NodeId self, Quorum quorum, GroupSettings settings) => new(self, quorum, settings);

    public virtual ProposerMemory NewProposerMemory() => new(new JournalBook());

    public virtual BallotLeaderElection NewElection(NodeId self, Quorum quorum, GroupSettings settings) =>
        new(self, quorum, settings.ElectionTimeout);

    public virtual HandOver NewHandOver(GroupSettings settings) => new(settings);

    public virtual SessionMonitor NewMonitor() => new();

    public virtual DelayMonitor NewDelays() => new();

    public virtual PendingRequests NewRequests(Proposer proposer) => new(proposer);

    public virtual LockTable NewLocks(TableLimits limits) => new(limits);

    public virtual SessionTable NewTable(TableLimits limits) => new(NewLocks(limits));

    public virtual Learner NewLearner(NodeId self, Quorum quorum, GroupSettings settings, IStateMachine state) =>
        new(self, quorum, settings, state, new SnapshotTransfer());

    public virtual Backoff NewBackoff(ClientSettings settings, ulong seed) => new(settings, seed);

    public virtual LockClient NewClient(ClientId self, ClientSettings settings, Backoff backoff) => new(self, settings, backoff);
}
