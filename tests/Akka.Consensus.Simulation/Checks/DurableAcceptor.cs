using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>What an acceptor's disk says: what would be left of its memory if it crashed now. Replays events by code of its own.</summary>
public sealed class DurableAcceptor
{
    private readonly Dictionary<Ballot, LogIndex> _votedUpTo = [];

    public Ballot Promised { get; private set; } = Ballot.Zero;

    public Ballot Accepted { get; private set; } = Ballot.Zero;

    public List<Command> Log { get; } = [];

    public LogIndex Last => new(Log.Count);

    /// <summary>Up to where it ever voted in a ballot.</summary>
    public LogIndex VotedUpTo(Ballot ballot) => _votedUpTo.TryGetValue(ballot, out var upTo) ? upTo : new LogIndex(-1);

    public void Apply(IEvent change)
    {
        switch (change)
        {
            case Promised promised:
                Promised = promised.Ballot;
                break;
            case Appended appended:
                var keep = (int)appended.Previous.Value;
                if (keep > Log.Count)
                    throw new ViolationException("M3", $"a gap is stored: after {keep}, with a log up to {Log.Count}");
                Log.RemoveRange(keep, Log.Count - keep);
                Log.AddRange(appended.Entries);
                Accepted = appended.Ballot;
                _votedUpTo[Accepted] = LogIndex.Max(Last, VotedUpTo(Accepted));
                break;
        }
    }
}
