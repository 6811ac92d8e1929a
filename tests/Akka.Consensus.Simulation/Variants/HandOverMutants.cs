using Akka.Consensus.Core;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Takes over whoever leads by now.</summary>
public sealed class StaleTakeOverBelieved : Variant
{
    public override BallotLeaderElection NewElection(NodeId self, Quorum quorum, GroupSettings settings) =>
        new Wrong(self, quorum, settings.ElectionTimeout);

    private sealed class Wrong(NodeId self, Quorum quorum, TimeSpan timeout) : BallotLeaderElection(self, quorum, timeout)
    {
        protected override bool IsLatest(Ballot ballot) => true;
    }
}

/// <summary>Leaves without asking anybody to take over.</summary>
public sealed class NobodyAskedToTakeOver : Variant
{
    public override HandOver NewHandOver(GroupSettings settings) => new Wrong(settings);

    private sealed class Wrong(GroupSettings settings) : HandOver(settings)
    {
        protected override void SendTakeOver(NodeId successor, Ballot ballot, Effects effects)
        {
            // forgets to
        }
    }
}
