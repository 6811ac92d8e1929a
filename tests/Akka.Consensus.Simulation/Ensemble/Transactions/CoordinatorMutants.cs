using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Paxos = Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Two = Akka.Consensus.Core.AtomicCommit.TwoPhase;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>Coordinators of which one kind is wrong.</summary>
public abstract class WrongCoordinators : TransactionVariant
{
    public sealed override CoordinatorRole NewCoordinators(NodeId self, CommitSettings settings) => new Wrong(this, self, settings, NewMemory(self, settings));

    /// <summary>The coordinator of a transaction; null for the right one.</summary>
    protected abstract Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory);

    private sealed class Wrong(WrongCoordinators variant, NodeId self, CommitSettings settings, CoordinatorMemory memory)
        : CoordinatorRole(self, settings, memory)
    {
        private readonly CommitSettings _settings = settings;
        private readonly CoordinatorMemory _memory = memory;

        protected override Coordinator NewCoordinator(Transaction transaction) =>
            variant.NewCoordinator(transaction, _settings, _memory) ?? base.NewCoordinator(transaction);
    }
}

/// <summary>Tells a decision before it is logged.</summary>
public sealed class ToldBeforeLogged : WrongCoordinators
{
    protected override Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) =>
        transaction.Protocol == CommitProtocol.TwoPhase ? new Wrong(transaction, settings, memory) : null;

    private sealed class Wrong(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) : Two.Coordinator(transaction, settings, memory)
    {
        protected override void SendDecision(IEnumerable<string> participants, Effects effects)
        {
            var waiting = new Effects();
            base.SendDecision(participants, waiting);
            foreach (var effect in waiting.Items)
                effects.Send(effect.To, effect.Message!);
        }
    }
}

/// <summary>Commits when all but one have voted.</summary>
public sealed class OneVoteTooFew : WrongCoordinators
{
    protected override Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) =>
        transaction.Protocol == CommitProtocol.TwoPhase ? new Wrong(transaction, settings, memory) : null;

    private sealed class Wrong(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) : Two.Coordinator(transaction, settings, memory)
    {
        protected override bool MayCommit(IReadOnlyCollection<string> unvoted) => unvoted.Count <= 1;
    }
}

/// <summary>Presumes that a transaction was aborted that is not decided yet.</summary>
public sealed class PresumesWhileUndecided : WrongCoordinators
{
    protected override Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) =>
        transaction.Protocol == CommitProtocol.TwoPhase ? new Wrong(transaction, settings, memory) : null;

    private sealed class Wrong(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) : Two.Coordinator(transaction, settings, memory)
    {
        protected override void SendUndecided(Address to, Effects effects) => effects.Send(to, new Decide(Transaction, Core.AtomicCommit.Decision.Abort));
    }
}

/// <summary>Ends a commit, and forgets it, before all have acknowledged it.</summary>
public sealed class ForgetsTooEarly : WrongCoordinators
{
    public override CoordinatorMemory NewMemory(NodeId self, CommitSettings settings) => new(self, settings with { MaxOutcomes = 0 });

    protected override Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) =>
        transaction.Protocol == CommitProtocol.TwoPhase ? new Wrong(transaction, settings, memory) : null;

    private sealed class Wrong(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) : Two.Coordinator(transaction, settings, memory)
    {
        public override bool IsOver => Decision is not null;
    }
}

/// <summary>Counts an acceptor that has not answered as if it had accepted the vote.</summary>
public sealed class MissingAcceptorCounted : WrongCoordinators
{
    protected override Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) =>
        transaction.Protocol == CommitProtocol.PaxosCommit ? new Wrong(transaction, settings, memory.NextBallot) : null;

    private sealed class Wrong(Transaction transaction, CommitSettings settings, Func<Ballot, Effects, Ballot> nextBallot)
        : Paxos.Coordinator(transaction, settings, nextBallot)
    {
        protected override bool IsChosen(Quorum quorum, IReadOnlySet<NodeId> voters) => voters.Count >= quorum.Phase2 - 1;
    }
}

/// <summary>Takes a participant whose vote is missing for prepared.</summary>
public sealed class MissingVoteCounted : WrongCoordinators
{
    protected override Coordinator? NewCoordinator(Transaction transaction, CommitSettings settings, CoordinatorMemory memory) =>
        transaction.Protocol == CommitProtocol.PaxosCommit ? new Wrong(transaction, settings, memory.NextBallot) : null;

    private sealed class Wrong(Transaction transaction, CommitSettings settings, Func<Ballot, Effects, Ballot> nextBallot)
        : Paxos.Coordinator(transaction, settings, nextBallot)
    {
        protected override Value ValueWithoutVote(string participant) => Paxos.VoteValue.Of(Vote.Yes, reason: null);
    }
}

/// <summary>Does not store an abort: a request that comes again begins the transaction once more.</summary>
public sealed class AbortNotStored : TransactionVariant
{
    public override CoordinatorMemory NewMemory(NodeId self, CommitSettings settings) => new Wrong(self, settings);

    private sealed class Wrong(NodeId self, CommitSettings settings) : CoordinatorMemory(self, settings)
    {
        public override void Close(Ended outcome, Effects effects)
        {
            // presumes that it was aborted, and nothing else
        }
    }
}

/// <summary>Takes a commit back: what a commit needs to survive is not stored.</summary>
public sealed class CommitNotStored : TransactionVariant
{
    public override CoordinatorMemory NewMemory(NodeId self, CommitSettings settings) => new Wrong(self, settings);

    private sealed class Wrong(NodeId self, CommitSettings settings) : CoordinatorMemory(self, settings)
    {
        public override void Commit(CommitDecided commit, Effects effects) => base.Commit(commit, new Effects());
    }
}
