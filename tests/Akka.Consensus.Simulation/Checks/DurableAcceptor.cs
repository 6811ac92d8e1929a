using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>What an acceptor's disk says: what would be left of its memory if it crashed now. Replays events by code of its own.</summary>
/// <param name="former">What the disk said before it lost some of it: what was voted, was voted.</param>
public sealed class DurableAcceptor(DurableAcceptor? former = null)
{
    private readonly Dictionary<Ballot, LogIndex> _votedUpTo = former is null ? [] : new(former._votedUpTo);

    public Ballot Promised { get; private set; } = Ballot.Zero;

    public Ballot Accepted { get; private set; } = Ballot.Zero;

    public List<Command> Log { get; } = [];

    public LogIndex Last => new(Log.Count);

    /// <summary>Up to where it ever voted in a ballot.</summary>
    public LogIndex VotedUpTo(Ballot ballot) => _votedUpTo.TryGetValue(ballot, out var upTo) ? upTo : new LogIndex(-1);

    public void Apply(IEvent change, ChosenLog chosen)
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
            case Trimmed trimmed:

                // What a snapshot stands for that goes further than the log did belongs to no ballot that this acceptor knows.
                var isRestart = trimmed.Accepted == Ballot.Zero && trimmed.Entries.Count == 0;
                if (trimmed.Promised != Promised || (trimmed.Accepted != Accepted && !isRestart))
                    throw new ViolationException("P8", $"a trimmed journal says {trimmed.Promised} and {trimmed.Accepted}, not {Promised} and {Accepted}");
                if (trimmed.Start > chosen.Last)
                    throw new ViolationException("S2", $"a journal is trimmed up to {trimmed.Start}; chosen is {chosen.Last}");

                // Snapshots stand for what was dropped; here it is kept, to compare it with what others vote for.
                Log.Clear();
                for (var index = new LogIndex(1); index <= trimmed.Start; index = index.Next)
                    Log.Add(chosen[index]);
                Log.AddRange(trimmed.Entries);
                Accepted = trimmed.Accepted;
                _votedUpTo[Accepted] = LogIndex.Max(Last, VotedUpTo(Accepted));
                break;
        }
    }
}
