using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Events;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Actors;

/// <summary>
/// What the roles of this node show of themselves to those who watch it. Each role writes its own part, after each of its turns; any thread may read.
/// </summary>
internal sealed class NodeView(ConsensusSettings settings, TransactionBoard board)
{
    private readonly string _coordinator = $"coordinator {settings.NodeId}";
    private long _committed;
    private long _applied;
    private int _leads;

    /// <summary>The group's name.</summary>
    public string Group => settings.Group;

    /// <summary>This node's id.</summary>
    public string Node => settings.NodeId.Value;

    /// <summary>Who publishes what the learner applies; null if nobody does. Set before the learner is started.</summary>
    public LockEventPublisher? Publisher { get; set; }

    /// <summary>Whether this node leads, and answers.</summary>
    public bool Leads => Volatile.Read(ref _leads) == 1;

    /// <summary>The last entry of the log that this node has applied.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>How many entries this node knows to be chosen and has not applied.</summary>
    public long Behind => Math.Max(0, Interlocked.Read(ref _committed) - Applied);

    /// <summary>A role has had a turn.</summary>
    public void Note(IRole role)
    {
        switch (role)
        {
            case Acceptor acceptor:
                Interlocked.Exchange(ref _committed, acceptor.Committed.Value);
                break;
            case ProposerRole proposer:
                Volatile.Write(ref _leads, proposer.IsServing ? 1 : 0);
                break;
            case LearnerRole learner:
                Interlocked.Exchange(ref _applied, learner.Applied.Value);
                Publisher?.Publish(learner.History);
                break;
            case CoordinatorRole coordinators:
                board.Note(_coordinator, coordinators.Active);
                break;
        }
    }

    /// <summary>A role has stopped.</summary>
    public void Forget(Role role)
    {
        if (role == Role.Proposer)
            Volatile.Write(ref _leads, 0);
        else if (role == Role.Coordinator)
            board.Forget(_coordinator);
    }
}
