namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Whether an acceptor may vote. One with an empty journal may have lost it, and with it promises that others count on; so it first
/// introduces itself, and every node has to say that it knows this journal, or has never known another of this node. A new group is let in that way
/// when all of its voters have been started, and a voter that was wiped never is. Not thread-safe.
/// </summary>
public sealed class Admission(NodeId self, Quorum quorum)
{
    private readonly SortedSet<NodeId> _introducedTo = [];
    private Genesis? _genesis;

    /// <summary>Whose journal this is; null before its first event.</summary>
    public Genesis? Genesis => _genesis;

    /// <summary>Whether the acceptor may vote.</summary>
    public bool IsAdmitted { get; private set; }

    /// <summary>The node that knows this node with another journal; null if none has said so.</summary>
    public NodeId? DisownedBy { get; private set; }

    /// <summary>The nodes that have not taken note of this journal yet.</summary>
    public IEnumerable<NodeId> Missing => IsAdmitted ? [] : quorum.Members.Where(m => !_introducedTo.Contains(m));

    /// <summary>Takes back the first event.</summary>
    public void Recover(Genesis genesis)
    {
        if (genesis.Node != self)
            throw new ForeignJournalException($"the journal belongs to node '{genesis.Node}', this is node '{self}'");
        if (!genesis.Members.Order().SequenceEqual(quorum.Members))
        {
            throw new ForeignJournalException($"the journal belongs to a group of {string.Join(", ", genesis.Members)}; "
                + $"configured are {string.Join(", ", quorum.Members)}");
        }

        _genesis = genesis;
    }

    /// <summary>Takes back, or comes to, the word that the acceptor may vote.</summary>
    public void Admit() => IsAdmitted = true;

    /// <summary>Begins a new journal.</summary>
    public Genesis Begin(long incarnation) => _genesis = new Genesis(self, quorum.Members, incarnation);

    /// <summary>Asks every node that has not answered yet.</summary>
    public void Ask(Effects effects)
    {
        foreach (var missing in Missing)
            effects.SendWhenDurable(Address.Proposer(missing), new Introduce(_genesis!.Incarnation));
    }

    /// <summary>A node has taken note of this journal.</summary>
    /// <returns>Whether it was the last one, so that the acceptor may vote from now on.</returns>
    public bool Note(NodeId from, Introduced introduced)
    {
        if (IsAdmitted || introduced.Incarnation != _genesis?.Incarnation)
            return false;
        _introducedTo.Add(from);
        if (_introducedTo.Count < quorum.Members.Length)
            return false;
        DisownedBy = null;
        return IsAdmitted = true;
    }

    /// <summary>A node knows this one with another journal, or with more in this one.</summary>
    /// <exception cref="AmnesiaException">This acceptor has voted, and must not do so again.</exception>
    public void Disown(NodeId from, JournalMark known, long position)
    {
        // What it says is compared with what is here: a late word of it, about a time long gone, proves nothing.
        if (known.Incarnation == _genesis?.Incarnation && known.Position <= position)
            return;
        DisownedBy ??= from;
        if (!IsAdmitted)
            return;
        throw new AmnesiaException(known.Incarnation == _genesis?.Incarnation
            ? $"the journal of '{self}' holds {position} events, and '{from}' has counted votes from it when it held {known.Position}: it was set back, "
                + "and has forgotten what it promised. Do not start this voter with an older journal; replace it"
            : $"'{from}' knows '{self}' with another journal: this one is not the one that voted. Do not start a voter with another's journal; replace it");
    }
}
