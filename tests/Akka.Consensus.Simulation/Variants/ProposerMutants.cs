using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Uses a ballot without reserving it, and again after a restart.</summary>
public sealed class BallotReused : Variant
{
    public override ProposerMemory NewProposerMemory() => new Wrong();

    private sealed class Wrong() : ProposerMemory(new JournalBook())
    {
        public override void Reserve(Ballot ballot, Effects effects)
        {
            // forgets to
        }
    }
}

/// <summary>Proposes with one promise less than a quorum.</summary>
public sealed class PhaseOneQuorumTooSmall : Variant
{
    public override PhaseOne NewPhaseOne(NodeId self, Quorum quorum, GroupSettings settings) => new Wrong(self, quorum, settings);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings) : PhaseOne(self, quorum, settings)
    {
        private readonly int _enough = quorum.Phase1 - 1;

        protected override bool HasPromises(IReadOnlySet<NodeId> promised) => promised.Count >= _enough;
    }
}

/// <summary>Calls chosen what one acceptor less than a quorum accepted.</summary>
public sealed class PhaseTwoQuorumTooSmall : Variant
{
    public override Proposer NewProposer(NodeId self, Quorum quorum, GroupSettings settings) => new Wrong(self, quorum, settings);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings) : Proposer(self, quorum, settings)
    {
        private readonly Quorum _quorum = quorum;

        protected override LogIndex ChosenUpTo(Func<NodeId, LogIndex> matched) =>
            _quorum.Members.Select(matched).OrderDescending().ElementAt(Math.Max(0, _quorum.Phase2 - 2));
    }
}

/// <summary>Counts promises, not those who promised.</summary>
public sealed class PromiseCountedTwice : Variant
{
    public override PhaseOne NewPhaseOne(NodeId self, Quorum quorum, GroupSettings settings) => new Wrong(self, quorum, settings);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings) : PhaseOne(self, quorum, settings)
    {
        private readonly int _enough = quorum.Phase1;
        private Ballot _counted;
        private int _count;

        protected override bool HasPromises(IReadOnlySet<NodeId> promised)
        {
            _count = _counted == Ballot ? _count + 1 : 1;
            _counted = Ballot;
            return _count >= _enough;
        }
    }
}

/// <summary>Counts a promise of an earlier ballot.</summary>
public sealed class StalePromiseCounted : Variant
{
    public override Proposer NewProposer(NodeId self, Quorum quorum, GroupSettings settings) => new Wrong(self, quorum, settings);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings) : Proposer(self, quorum, settings)
    {
        protected override bool IsCurrent(Ballot promised) => true;
    }
}

/// <summary>Adopts any log of the quorum, not the newest.</summary>
public sealed class NewestLogIgnored : Variant
{
    public override PhaseOne NewPhaseOne(NodeId self, Quorum quorum, GroupSettings settings) => new Wrong(self, quorum, settings);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings) : PhaseOne(self, quorum, settings)
    {
        protected override Progress Newest(IReadOnlyList<Progress> promised) => promised[0];
    }
}

/// <summary>Answers reads and keep-alives without asking a quorum whether it still leads.</summary>
public sealed class DeposedLeaderAnswers : Variant
{
    public override Proposer NewProposer(NodeId self, Quorum quorum, GroupSettings settings) => new Wrong(self, quorum, settings);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings) : Proposer(self, quorum, settings)
    {
        public override bool IsConfirmed(long round) => true;
    }
}
