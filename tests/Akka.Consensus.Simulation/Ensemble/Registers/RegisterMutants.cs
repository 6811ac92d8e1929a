using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>Tells of a promise that its disk does not hold.</summary>
public sealed class PromiseNotPersisted : RegisterVariant
{
    public override Acceptor NewAcceptor(NodeId self) => new Wrong(self);

    private sealed class Wrong(NodeId self) : Acceptor(self)
    {
        protected override void Promise(Ballot ballot, IReadOnlyList<InstanceId> instances, Effects effects) =>
            base.Promise(ballot, instances, new Effects());
    }
}

/// <summary>Votes before the vote is durable.</summary>
public sealed class AcceptedSentBeforeDurable : RegisterVariant
{
    public override Acceptor NewAcceptor(NodeId self) => new Wrong(self);

    private sealed class Wrong(NodeId self) : Acceptor(self)
    {
        protected override void SendAccepted(Address to, Accepted vote, Effects effects) => effects.Send(to, vote);
    }
}

/// <summary>Follows a ballot that is one round below its promise.</summary>
public sealed class AcceptsOneBallotTooLow : RegisterVariant
{
    public override Acceptor NewAcceptor(NodeId self) => new Wrong(self);

    private sealed class Wrong(NodeId self) : Acceptor(self)
    {
        protected override bool Stands(Ballot ballot, Ballot promised) => ballot >= promised || ballot.Round == promised.Round - 1;
    }
}

/// <summary>A proposer whose ballots are wrong ones.</summary>
public abstract class WrongAttempts : RegisterVariant
{
    public sealed override Proposer NewProposer(NodeId self, Quorum quorum, RegisterLimits limits, ulong seed) =>
        new Wrong(self, quorum, limits, NewRounds(self), seed, this);

    protected abstract Attempt NewAttempt(Ballot ballot, Quorum quorum);

    private sealed class Wrong(NodeId self, Quorum quorum, RegisterLimits limits, Rounds rounds, ulong seed, WrongAttempts attempts)
        : Proposer(self, quorum, limits, rounds, seed)
    {
        private readonly Quorum _quorum = quorum;

        protected override Attempt NewAttempt(Ballot ballot) => attempts.NewAttempt(ballot, _quorum);
    }
}

/// <summary>Goes on with any value of the quorum, not the newest.</summary>
public sealed class NewestValueIgnored : WrongAttempts
{
    protected override Attempt NewAttempt(Ballot ballot, Quorum quorum) => new Wrong(ballot, quorum);

    private sealed class Wrong(Ballot ballot, Quorum quorum) : Attempt(ballot, quorum)
    {
        protected override bool IsNewer(Ballot ballot, Ballot known) => false;
    }
}

/// <summary>Counts promises, not those who promised.</summary>
public sealed class PromiseCountedTwice : WrongAttempts
{
    protected override Attempt NewAttempt(Ballot ballot, Quorum quorum) => new Wrong(ballot, quorum);

    private sealed class Wrong(Ballot ballot, Quorum quorum) : Attempt(ballot, quorum)
    {
        private readonly Quorum _quorum = quorum;

        protected override void Count(HashSet<NodeId> promises, NodeId from)
        {
            if (!promises.Add(from))
                promises.Add(_quorum.Members.First(m => !promises.Contains(m)));
        }
    }
}

/// <summary>Proposes with one promise less than a quorum.</summary>
public sealed class PhaseOneQuorumTooSmall : WrongAttempts
{
    protected override Attempt NewAttempt(Ballot ballot, Quorum quorum) => new Wrong(ballot, quorum);

    private sealed class Wrong(Ballot ballot, Quorum quorum) : Attempt(ballot, quorum)
    {
        private readonly int _enough = quorum.Phase1 - 1;

        protected override bool HasPromises(IReadOnlySet<NodeId> promises) => promises.Count >= _enough;
    }
}

/// <summary>Calls chosen what one acceptor less than a quorum accepted.</summary>
public sealed class PhaseTwoQuorumTooSmall : WrongAttempts
{
    protected override Attempt NewAttempt(Ballot ballot, Quorum quorum) => new Wrong(ballot, quorum);

    private sealed class Wrong(Ballot ballot, Quorum quorum) : Attempt(ballot, quorum)
    {
        private readonly int _enough = quorum.Phase2 - 1;

        protected override bool HasVotes(IReadOnlySet<NodeId> votes) => votes.Count >= _enough;
    }
}

/// <summary>Counts a promise of an earlier ballot.</summary>
public sealed class StalePromiseCounted : RegisterVariant
{
    public override Proposer NewProposer(NodeId self, Quorum quorum, RegisterLimits limits, ulong seed) =>
        new WrongProposer(self, quorum, limits, NewRounds(self), seed);

    private sealed class WrongProposer(NodeId self, Quorum quorum, RegisterLimits limits, Rounds rounds, ulong seed)
        : Proposer(self, quorum, limits, rounds, seed)
    {
        private readonly Quorum _quorum = quorum;

        protected override Attempt NewAttempt(Ballot ballot) => new WrongAttempt(ballot, _quorum);

        protected override Attempt? AttemptOf(Ballot ballot) => base.AttemptOf(ballot) ?? (Attempts.Count > 0 ? Attempts[^1] : null);
    }

    private sealed class WrongAttempt(Ballot ballot, Quorum quorum) : Attempt(ballot, quorum)
    {
        protected override bool IsCurrent(Ballot promised) => true;
    }
}

/// <summary>Uses a ballot without reserving it, and again after a restart.</summary>
public sealed class BallotReused : RegisterVariant
{
    public override Rounds NewRounds(NodeId self) => new Wrong(self);

    private sealed class Wrong(NodeId self) : Rounds(self)
    {
        protected override void Store(Reserved reserved, Effects effects)
        {
            // forgets to
        }
    }
}

/// <summary>Lets nodes vote and propose that have lost their journals.</summary>
public sealed class VoteAfterAmnesia : RegisterVariant
{
    public override bool KeepsOutTheForgetful => false;
}

/// <summary>Proposes from a journal that was lost, though the node does not vote.</summary>
public sealed class ProposesAfterAmnesia : RegisterVariant
{
    public override Proposer NewProposer(NodeId self, Quorum quorum, RegisterLimits limits, ulong seed) =>
        new Wrong(self, quorum, limits, NewRounds(self), seed);

    private sealed class Wrong(NodeId self, Quorum quorum, RegisterLimits limits, Rounds rounds, ulong seed)
        : Proposer(self, quorum, limits, rounds, seed)
    {
        protected override bool MayPropose => true;
    }
}
