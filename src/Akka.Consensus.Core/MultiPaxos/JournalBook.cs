namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// What a proposer knows of the voters' journals. A vote counts only if it comes from the journal that is noted here and if that journal has not
/// gone backwards; so a voter that has lost its memory, or has been given an older one, is found out by those who counted its votes. Not thread-safe.
/// </summary>
public class JournalBook
{
    // How many events of one journal may be counted before the book is stored again. Their loss would be noticed by nobody who has restarted since.
    private const long StoreInterval = 10_000;

    private readonly SortedDictionary<NodeId, JournalMark> _known = [];
    private readonly SortedDictionary<NodeId, long> _stored = [];
    private IReadOnlyDictionary<NodeId, JournalMark> _ballotFloor = new SortedDictionary<NodeId, JournalMark>();
    private IReadOnlyDictionary<NodeId, JournalMark> _roundFloor = new SortedDictionary<NodeId, JournalMark>();
    private long _round;

    /// <summary>What is known.</summary>
    public IReadOnlyList<KnownJournal> Journals => [.. _known.Select(k => new KnownJournal(k.Key, k.Value))];

    /// <summary>Whether so much has been counted since the book was stored that it should be stored again.</summary>
    public bool IsDue => _known.Any(k => k.Value.Position - _stored.GetValueOrDefault(k.Key) >= StoreInterval);

    /// <summary>What is known of a node; null for nothing.</summary>
    public JournalMark? Find(NodeId node) => _known.TryGetValue(node, out var mark) ? mark : null;

    /// <summary>Takes back what was stored.</summary>
    public void Recover(IReadOnlyList<KnownJournal> journals)
    {
        foreach (var journal in journals)
            _known[journal.Node] = journal.Mark;
        Stored();
    }

    /// <summary>The book has been stored as it is.</summary>
    public void Stored()
    {
        foreach (var (node, mark) in _known)
            _stored[node] = mark.Position;
    }

    /// <summary>Takes note of the journal of a node that is not known yet.</summary>
    public void Add(NodeId node, long incarnation) => _known.Add(node, new JournalMark(incarnation, 0));

    /// <summary>A ballot begins: whoever promises it, or votes in it, must not know less than is known now.</summary>
    public void BeginBallot()
    {
        _ballotFloor = _roundFloor = Floor();
        _round = 0;
    }

    /// <summary>A quorum round begins: whoever answers it, or a later one, must not know less than is known now.</summary>
    public void BeginRound(long round)
    {
        _roundFloor = Floor();
        _round = round;
    }

    /// <summary>Takes note of the journal that a promise of this ballot comes from.</summary>
    /// <returns>Whether the promise counts.</returns>
    public bool CountPromise(NodeId node, JournalMark mark) => Count(node, mark, _ballotFloor);

    /// <summary>Takes note of the journal that a vote in this ballot comes from.</summary>
    /// <returns>Whether the vote counts.</returns>
    public bool CountVote(NodeId node, JournalMark mark, long round) => Count(node, mark, round >= _round ? _roundFloor : _ballotFloor);

    /// <summary>Takes note of the journal that a vote comes from.</summary>
    /// <param name="node">Who voted.</param>
    /// <param name="mark">Its journal.</param>
    /// <param name="floor">What was known when the question went out that it answers.</param>
    /// <returns>Whether the vote counts.</returns>
    protected virtual bool Count(NodeId node, JournalMark mark, IReadOnlyDictionary<NodeId, JournalMark> floor)
    {
        if (!_known.TryGetValue(node, out var known) || known.Incarnation != mark.Incarnation)
            return false;
        if (floor.TryGetValue(node, out var least) && mark.Position < least.Position)
            return false;
        if (mark.Position > known.Position)
            _known[node] = mark;
        return true;
    }

    private SortedDictionary<NodeId, JournalMark> Floor() => new(_known);
}
