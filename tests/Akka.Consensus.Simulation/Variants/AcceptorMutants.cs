using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Tells of a promise that its disk does not hold.</summary>
public sealed class PromiseNotPersisted : Variant
{
    public override AcceptorMemory NewAcceptorMemory(NodeId self, Quorum quorum, long incarnation) => new Wrong(self, quorum, incarnation);

    private sealed class Wrong(NodeId self, Quorum quorum, long incarnation) : AcceptorMemory(self, quorum, incarnation)
    {
        protected override void PersistPromise(Ballot ballot, Effects effects)
        {
            // forgets to
        }
    }
}

/// <summary>Votes before the vote is durable.</summary>
public sealed class AcceptedSentBeforeDurable : Variant
{
    public override Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new Wrong(self, quorum, settings, incarnation);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) : Acceptor(self, quorum, settings, incarnation)
    {
        protected override void SendAccepted(Address to, Accepted vote, Effects effects) => effects.Send(to, vote);
    }
}

/// <summary>Follows a ballot below its promise.</summary>
public sealed class AcceptsBelowThePromise : Variant
{
    public override Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new Wrong(self, quorum, settings, incarnation);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) : Acceptor(self, quorum, settings, incarnation)
    {
        protected override bool Stands(Address from, Ballot ballot, Effects effects) => ballot <= Promised;
    }
}

/// <summary>Takes on a ballot with the first piece of what its leader adopted.</summary>
public sealed class BallotTakenOnWithPartOfTheLog : Variant
{
    public override Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new Wrong(self, quorum, settings, incarnation);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) : Acceptor(self, quorum, settings, incarnation)
    {
        protected override bool IsWhole(LogIndex stagedLast, LogIndex adopted) => true;
    }
}

/// <summary>Votes from an empty journal, and counts such votes, though the node is known with another one.</summary>
public sealed class VoteAfterAmnesia : Variant
{
    public override Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new WrongAcceptor(self, quorum, settings, incarnation);

    public override ProposerMemory NewProposerMemory() => new(new WrongBook());

    private sealed class WrongAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation)
        : Acceptor(self, quorum, settings, incarnation)
    {
        protected override bool MayVote => true;
    }

    private sealed class WrongBook : JournalBook
    {
        protected override bool Count(NodeId node, JournalMark mark, IReadOnlyDictionary<NodeId, JournalMark> floor) => true;
    }
}
