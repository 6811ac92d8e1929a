using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Paxos = Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Three = Akka.Consensus.Core.AtomicCommit.ThreePhase;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>An acceptor that forgets the outcome with the votes.</summary>
public sealed class OutcomeForgottenWithTheVotes : TransactionVariant
{
    public override Paxos.AcceptorRole NewAcceptor(NodeId self, CommitSettings settings) => new Wrong(self, settings);

    private sealed class Wrong(NodeId self, CommitSettings settings) : Paxos.AcceptorRole(self, settings)
    {
        protected override Paxos.VotesEnded? Ended(string name) => null;
    }
}

/// <summary>An acceptor that says that votes are stored before they are.</summary>
public sealed class VotesToldBeforeStored : TransactionVariant
{
    public override Paxos.AcceptorRole NewAcceptor(NodeId self, CommitSettings settings) => new Wrong(self, settings);

    private sealed class Wrong(NodeId self, CommitSettings settings) : Paxos.AcceptorRole(self, settings)
    {
        protected override void Store(Transaction transaction, IReadOnlyList<Core.SinglePaxos.Proposal> votes, Effects effects)
        {
            var stored = new Effects();
            base.Store(transaction, votes, stored);
            foreach (var effect in stored.Items.OrderBy(e => e.Kind == EffectKind.Persist))
                effects.Add(effect);
        }
    }
}

/// <summary>A participant that forgets something in a crash.</summary>
public abstract class Forgetful : TransactionVariant
{
    public sealed override ParticipantRole NewParticipant(string name, CommitSettings settings, bool isOneJournal) => new Wrong(this, name, settings, isOneJournal);

    /// <summary>Whether something is not stored.</summary>
    protected abstract bool Forgets(IEvent change);

    private sealed class Wrong(Forgetful variant, string name, CommitSettings settings, bool isOneJournal) : ParticipantRole(name, settings, isOneJournal)
    {
        protected override void Store(IEvent change, Effects effects)
        {
            if (!variant.Forgets(change))
                base.Store(change, effects);
        }
    }
}

/// <summary>A yes is not stored.</summary>
public sealed class ForgottenYes : Forgetful
{
    protected override bool Forgets(IEvent change) => change is Prepared;
}

/// <summary>A no is not stored.</summary>
public sealed class ForgottenNo : Forgetful
{
    protected override bool Forgets(IEvent change) => change is Refused;
}

/// <summary>That it has left, with nothing to commit, is not stored.</summary>
public sealed class ForgottenReadOnly : Forgetful
{
    protected override bool Forgets(IEvent change) => change is LeftReadOnly;
}

/// <summary>A decision is not stored.</summary>
public sealed class ForgottenDecision : Forgetful
{
    protected override bool Forgets(IEvent change) => change is BranchDecided;
}

/// <summary>A participant whose branches are wrong in three-phase commit.</summary>
public abstract class WrongTermination : TransactionVariant
{
    public sealed override ParticipantRole NewParticipant(string name, CommitSettings settings, bool isOneJournal) => new Wrong(this, name, settings, isOneJournal);

    protected abstract Three.Participant NewBranch(string name, Transaction transaction, Operation operation, CommitSettings settings);

    private sealed class Wrong(WrongTermination variant, string name, CommitSettings settings, bool isOneJournal) : ParticipantRole(name, settings, isOneJournal)
    {
        private readonly string _name = name;
        private readonly CommitSettings _settings = settings;

        protected override Participant NewBranch(Transaction transaction, Operation operation) => transaction.Protocol == CommitProtocol.ThreePhase
            ? variant.NewBranch(_name, transaction, operation, _settings)
            : base.NewBranch(transaction, operation);
    }
}

/// <summary>Aborts when the coordinator is silent, whatever the others know.</summary>
public sealed class AbortsWithoutAsking : WrongTermination
{
    protected override Three.Participant NewBranch(string name, Transaction transaction, Operation operation, CommitSettings settings) =>
        new Wrong(name, transaction, operation, settings);

    private sealed class Wrong(string name, Transaction transaction, Operation operation, CommitSettings settings)
        : Three.Participant(name, transaction, operation, settings)
    {
        protected override Decision Conclude(bool isAnyPreCommitted) => Core.AtomicCommit.Decision.Abort;
    }
}

/// <summary>Terminates a transaction though it has crashed since it voted.</summary>
public sealed class TakesPartAfterACrash : WrongTermination
{
    protected override Three.Participant NewBranch(string name, Transaction transaction, Operation operation, CommitSettings settings) =>
        new Wrong(name, transaction, operation, settings);

    private sealed class Wrong(string name, Transaction transaction, Operation operation, CommitSettings settings)
        : Three.Participant(name, transaction, operation, settings)
    {
        protected override bool MayTerminate => true;
    }
}
