namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>The kinds of messages, by their names in the paper.</summary>
public enum PaxosPhase
{
    Phase1A,
    Phase1B,
    Phase2A,
    Phase2B,
}

/// <summary>A message of the specification. Acceptors, ballots and values are counted from 0.</summary>
/// <param name="Phase">Its kind.</param>
/// <param name="Ballot">Its ballot.</param>
/// <param name="Acceptor">Who sent it, in 1b and 2b; else <see cref="None"/>.</param>
/// <param name="VotedBallot">In 1b the ballot of the sender's last vote; <see cref="None"/> if it has not voted.</param>
/// <param name="Value">In 2a and 2b the value, in 1b that of the sender's last vote; else <see cref="None"/>.</param>
public readonly record struct PaxosMessage(PaxosPhase Phase, int Ballot, int Acceptor, int VotedBallot, int Value)
{
    /// <summary>Nobody, nothing.</summary>
    public const int None = -1;
}

/// <summary>Every message that there can be with so many acceptors, ballots and values, numbered.</summary>
public sealed class PaxosMessages
{
    private readonly List<PaxosMessage> _all = [];
    private readonly int[] _prepares;
    private readonly int[,] _proposals;
    private readonly int[,,] _votes;
    private readonly int[,,,] _promises;

    public PaxosMessages(int acceptors, int ballots, int values)
    {
        _prepares = new int[ballots];
        _proposals = new int[ballots, values];
        _votes = new int[acceptors, ballots, values];
        _promises = new int[acceptors, ballots, ballots, values + 1];
        for (var ballot = 0; ballot < ballots; ballot++)
        {
            _prepares[ballot] = Add(new(PaxosPhase.Phase1A, ballot, PaxosMessage.None, PaxosMessage.None, PaxosMessage.None));
            for (var value = 0; value < values; value++)
                _proposals[ballot, value] = Add(new(PaxosPhase.Phase2A, ballot, PaxosMessage.None, PaxosMessage.None, value));
            for (var acceptor = 0; acceptor < acceptors; acceptor++)
                AddAnswers(acceptor, ballot, values);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>The message with a number.</summary>
    public PaxosMessage this[int number] => _all[number];

    /// <summary>The number of a 1a.</summary>
    public int Prepare(int ballot) => _prepares[ballot];

    /// <summary>The number of a 1b.</summary>
    public int Promise(int acceptor, int ballot, int votedBallot, int value) => _promises[acceptor, ballot, votedBallot + 1, value + 1];

    /// <summary>The number of a 2a.</summary>
    public int Propose(int ballot, int value) => _proposals[ballot, value];

    /// <summary>The number of a 2b.</summary>
    public int Vote(int acceptor, int ballot, int value) => _votes[acceptor, ballot, value];

    private void AddAnswers(int acceptor, int ballot, int values)
    {
        _promises[acceptor, ballot, 0, 0] = Add(new(PaxosPhase.Phase1B, ballot, acceptor, PaxosMessage.None, PaxosMessage.None));
        for (var value = 0; value < values; value++)
        {
            _votes[acceptor, ballot, value] = Add(new(PaxosPhase.Phase2B, ballot, acceptor, PaxosMessage.None, value));
            for (var voted = 0; voted < ballot; voted++)
                _promises[acceptor, ballot, voted + 1, value + 1] = Add(new(PaxosPhase.Phase1B, ballot, acceptor, voted, value));
        }
    }

    private int Add(PaxosMessage message)
    {
        _all.Add(message);
        return _all.Count - 1;
    }
}
