using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Exploration.Specs;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// A small world of shipping cores, the specification that they must keep to, and what may happen. In every world any message may be
/// lost, doubled or late, and any acceptor or proposer may crash at any time. What one world leaves out another has: all of it in one
/// would be too much.
/// </summary>
public class CoreScope
{
    public CoreScope(PaxosSpec spec)
    {
        Spec = spec;
        Members = [.. Enumerable.Range(1, spec.Acceptors).Select(n => new NodeId($"n{n}"))];
        Quorum = Quorum.Majority(Members);
        Proposable = [.. Enumerable.Range(0, spec.Values).Where(v => !spec.IsEmpty(v)).Select(v => new ProposedValue(v))];
        Leaders = Math.Min(spec.Acceptors, spec.Ballots);
        CountedBallots = spec.Ballots;
    }

    /// <summary>
    /// The specification: how many acceptors, ballots and values there are, and whether a log may be empty. If not, messages that say so
    /// are lost.
    /// </summary>
    public PaxosSpec Spec { get; }

    /// <summary>The nodes. Each has an acceptor.</summary>
    public IReadOnlyList<NodeId> Members { get; }

    /// <summary>The voters.</summary>
    public Quorum Quorum { get; }

    /// <summary>What leaders may propose.</summary>
    public IReadOnlyList<ProposedValue> Proposable { get; }

    /// <summary>The value that stands for an empty log; <see cref="PaxosMessage.None"/> where there is none.</summary>
    public int NoEntry => Spec.IsEmpty(LogPaxosSpec.Empty) ? LogPaxosSpec.Empty : PaxosMessage.None;

    /// <summary>How many nodes lead. They have the ballots in turn.</summary>
    public int Leaders { get; init; }

    /// <summary>
    /// How many ballots, from the first on, have a leader that hears of votes. From the others nobody learns what is chosen.
    /// </summary>
    public int CountedBallots { get; init; }

    /// <summary>
    /// Whether a leader hears of promises that were told again after a vote in its ballot. Only a prepare that is doubled and late brings
    /// them about.
    /// </summary>
    public bool HasLatePromises { get; init; } = true;

    /// <summary>
    /// How often a proposer waits, with nothing happening to it, for as long as it has patience: then it asks again, or asks another.
    /// </summary>
    public int Waits { get; init; }

    /// <summary>Whether an acceptor is wrong as soon as it tells what its journal does not hold (P8). If not, it has to do harm.</summary>
    public bool ChecksJournals { get; init; } = true;

    /// <summary>The cores.</summary>
    public Variant Variant { get; init; } = Variant.Sound;

    /// <summary>The settings of the cores.</summary>
    public GroupSettings Settings { get; init; } = new();

    /// <summary>How many roles there are: the acceptors of all nodes, then the proposers of those that lead.</summary>
    public int Roles => Members.Count + Leaders;

    /// <summary>The number of a role; null if it has no part here.</summary>
    public int? NumberOf(Address address)
    {
        for (var role = 0; role < Roles; role++)
        {
            if (AddressOf(role) == address)
                return role;
        }

        return null;
    }

    /// <summary>The role with a number.</summary>
    public virtual Address AddressOf(int role) =>
        role < Members.Count ? Address.Acceptor(Members[role]) : Address.Proposer(Members[role - Members.Count]);

    /// <summary>The states of the role with a number.</summary>
    public virtual RoleStates StatesOf(int role, Letters letters) =>
        role < Members.Count ? new AcceptorStates(role, this, letters) : new ProposerStates(role, this, letters);

    /// <summary>The ballot with a number.</summary>
    public Ballot BallotOf(int number) => new(number + 1, Members[number % Leaders]);

    /// <summary>The number of a ballot; <see cref="PaxosMessage.None"/> for the one below all.</summary>
    public static int NumberOf(Ballot ballot) => (int)ballot.Round - 1;

    /// <summary>
    /// How all messages of a node mark its journal. How much is in it is left out: that is for a node that lost its journal, which is
    /// none of these.
    /// </summary>
    public JournalMark MarkOf(NodeId node) => new(IncarnationOf(node), 0);

    /// <summary>The number with which a node's journal was begun.</summary>
    public long IncarnationOf(NodeId node) => NumberOf(Address.Acceptor(node))!.Value + 1;
}
