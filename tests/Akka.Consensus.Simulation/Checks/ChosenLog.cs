using System.Numerics;
using Akka.Consensus.Core;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>
/// What is chosen, by definition: a phase-2 quorum has it durably accepted in one ballot. Taking on a ballot is a vote for every entry
/// of the log. Judges P5 and M1 by itself: an index is chosen once, and whoever votes in a higher ballot votes for the same.
/// </summary>
public sealed class ChosenLog(Quorum quorum)
{
    private readonly List<(Command Command, Ballot Ballot)> _chosen = [];
    private readonly Dictionary<(long Index, Ballot Ballot), List<Votes>> _votes = [];

    private sealed class Votes(Command command)
    {
        public Command Command { get; } = command;

        public uint Voters { get; set; }
    }

    public LogIndex Last => new(_chosen.Count);

    public Command this[LogIndex index] => _chosen[(int)index.Value - 1].Command;

    /// <summary>The members that voted for an entry that is not yet, or was just, chosen.</summary>
    public int VotersOf(LogIndex index, Ballot ballot) =>
        _votes.TryGetValue((index.Value, ballot), out var candidates) ? candidates.Max(c => BitOperations.PopCount(c.Voters)) : 0;

    /// <summary>Takes note of a durable vote.</summary>
    /// <param name="node">The number of the member.</param>
    /// <param name="ballot">The ballot.</param>
    /// <param name="previous">It voted for the entries after this index.</param>
    /// <param name="memory">Its memory now.</param>
    /// <param name="chosen">Called for each index that this vote makes chosen.</param>
    public void Vote(int node, Ballot ballot, LogIndex previous, DurableAcceptor memory, Action<LogIndex, Command> chosen)
    {
        for (var index = previous.Next; index <= memory.Last; index = index.Next)
        {
            var entry = memory.Log[(int)index.Value - 1];
            if (index <= Last)
            {
                var (command, chosenIn) = _chosen[(int)index.Value - 1];
                if (ReferenceEquals(command, entry) || command == entry)
                    continue;
                if (ballot >= chosenIn)
                    throw new ViolationException("M1", $"{index} was chosen in {chosenIn} as {command}; n{node + 1} votes in {ballot} for {entry}");
            }

            if (!IsChosenBy(node, index, ballot, entry))
                continue;
            if (index <= Last)
                throw new ViolationException("P5", $"{index} was chosen as {this[index]}, and now in {ballot} as {entry}");
            _chosen.Add((entry, ballot));
            chosen(index, entry);
        }
    }

    private bool IsChosenBy(int node, LogIndex index, Ballot ballot, Command entry)
    {
        if (!_votes.TryGetValue((index.Value, ballot), out var candidates))
            _votes.Add((index.Value, ballot), candidates = []);
        var votes = candidates.Find(c => c.Command == entry);
        if (votes is null)
            candidates.Add(votes = new Votes(entry));
        votes.Voters |= 1u << node;
        return BitOperations.PopCount(votes.Voters) >= quorum.Phase2;
    }
}
