using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>A client that was refused does not ask again.</summary>
public sealed class RefusedNeverAskedAgain : Variant
{
    public override Backoff NewBackoff(ClientSettings settings, ulong seed) => new Wrong(settings, seed);

    private sealed class Wrong(ClientSettings settings, ulong seed) : Backoff(settings, seed)
    {
        protected override TimeSpan Wait(int doublings) => TimeSpan.FromDays(1);
    }
}

/// <summary>A leader takes what an earlier ballot of its own proposed for something that is on its way.</summary>
public sealed class RepeatsOfALostBallotDropped : Variant
{
    public override PendingRequests NewRequests(Proposer proposer) => new Wrong(proposer);

    private sealed class Wrong(Proposer proposer) : PendingRequests(proposer)
    {
        protected override void Begin()
        {
            // forgets to
        }
    }
}

/// <summary>A leader proposes each repeat of what is on its way.</summary>
public sealed class RepeatsProposed : Variant
{
    public override PendingRequests NewRequests(Proposer proposer) => new Wrong(proposer);

    private sealed class Wrong(Proposer proposer) : PendingRequests(proposer)
    {
        private readonly Proposer _proposer = proposer;

        public override bool Propose(Command command) => _proposer.Propose(command);
    }
}

/// <summary>A leader takes in whatever comes.</summary>
public sealed class QueueWithoutABound : Variant
{
    public override Proposer NewProposer(NodeId self, Quorum quorum, GroupSettings settings) =>
        new(self, quorum, settings with { MaxPendingEntries = int.MaxValue, MaxPendingBytes = int.MaxValue });
}
