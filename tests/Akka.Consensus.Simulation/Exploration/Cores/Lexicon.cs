using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>The messages of the specification, for those who speak of the first entry of a log.</summary>
public sealed class Lexicon(PaxosSpec spec)
{
    /// <summary>No ballot, no entry.</summary>
    public const int None = PaxosMessage.None;

    /// <summary>The number of a 1a.</summary>
    public int Prepare(int ballot) => spec.Messages.Prepare(ballot);

    /// <summary>The number of a 1b.</summary>
    public int Promise(int acceptor, int ballot, int votedBallot, int firstEntry) =>
        spec.Messages.Promise(acceptor, ballot, votedBallot, votedBallot == None ? None : ValueOf(firstEntry));

    /// <summary>The number of a 2a.</summary>
    public int Propose(int ballot, int firstEntry) => spec.Messages.Propose(ballot, ValueOf(firstEntry));

    /// <summary>The number of a 2b.</summary>
    public int Vote(int acceptor, int ballot, int firstEntry) => spec.Messages.Vote(acceptor, ballot, ValueOf(firstEntry));

    private static int ValueOf(int firstEntry) => firstEntry == None ? LogPaxosSpec.Empty : firstEntry;
}
