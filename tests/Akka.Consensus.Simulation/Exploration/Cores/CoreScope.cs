using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Exploration.Specs;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>How large a world of cores is, and what may happen in it.</summary>
public sealed class CoreScope
{
    /// <summary>A world of so many nodes, each with an acceptor and a proposer; they lead the ballots in turn, and propose one of so many values.</summary>
    public CoreScope(int acceptors, int ballots, int values, bool takesEmptyLogs)
    {
        (Acceptors, Ballots, TakesEmptyLogs) = (acceptors, ballots, takesEmptyLogs);
        Members = [.. Enumerable.Range(1, acceptors).Select(n => new NodeId($"n{n}"))];
        Quorum = Quorum.Majority(Members);
        Spec = takesEmptyLogs ? new LogPaxosSpec(acceptors, ballots, values) : new PaxosSpec(acceptors, ballots, values);
        Lexicon = new Lexicon(Spec);
        Proposable = [.. Enumerable.Range(0, Spec.Values).Where(v => !Spec.IsEmpty(v)).Select(v => new ProposedValue(v))];
    }

    public int Acceptors { get; }

    public int Ballots { get; }

    /// <summary>
    /// Whether acceptors take on a ballot with an empty log, as they do when its leader asks before it has anything to propose. Paxos.tla has no
    /// such thing. If not, these messages are lost.
    /// </summary>
    public bool TakesEmptyLogs { get; }

    /// <summary>Whether leaders hear of votes. If not, these messages are lost, and nobody learns what is chosen.</summary>
    public bool Learns { get; init; } = true;

    /// <summary>How often time passes for a proposer, each time as much as it has patience for.</summary>
    public int Ticks { get; init; }

    /// <summary>The cores.</summary>
    public Variant Variant { get; init; } = Variant.Sound;

    /// <summary>The settings of the cores.</summary>
    public GroupSettings Settings { get; init; } = new();

    /// <summary>The specification that they must keep to.</summary>
    public PaxosSpec Spec { get; }

    public Lexicon Lexicon { get; }

    public NodeId[] Members { get; }

    public Quorum Quorum { get; }

    public IReadOnlyList<ProposedValue> Proposable { get; }

    /// <summary>How many nodes have a ballot to lead.</summary>
    public int Leaders => Math.Min(Acceptors, Ballots);

    /// <summary>How many roles there are: the acceptors of all nodes, then the proposers of those that have a ballot to lead.</summary>
    public int Roles => Acceptors + Leaders;

    /// <summary>The ballot with a number.</summary>
    public Ballot BallotOf(int number) => new(number + 1, Members[number % Acceptors]);

    /// <summary>The number of a ballot.</summary>
    public static int NumberOf(Ballot ballot) => (int)ballot.Round - 1;

    /// <summary>The number of a role; null if it has no part here.</summary>
    public int? NumberOf(Address address)
    {
        var node = Array.IndexOf(Members, address.Node);
        return address.Role switch
        {
            Role.Acceptor => node,
            Role.Proposer when node < Leaders => Acceptors + node,
            _ => null,
        };
    }

    /// <summary>The role with a number.</summary>
    public Address AddressOf(int role) => role < Acceptors ? Address.Acceptor(Members[role]) : Address.Proposer(Members[role - Acceptors]);
}
