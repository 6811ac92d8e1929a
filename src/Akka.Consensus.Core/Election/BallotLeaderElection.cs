namespace Akka.Consensus.Core.Election;

/// <summary>Says who should lead. Shares nothing with the log but the ballot: it may be wrong, and only progress suffers.</summary>
/// <remarks>
/// Ballot leader election (Ng, Haridi, Carbone, "OmniPaxos", EuroSys 2023, §5.2). A node takes over only if it is not content with its leader,
/// hears a phase-1 quorum, and nobody that it hears is content. So a node that is cut off from the leader alone disturbs nobody, and in
/// a partial partition the one node that is connected to a quorum can take over.
/// </remarks>
public class BallotLeaderElection(NodeId self, Quorum quorum, TimeSpan timeout)
{
    private readonly SortedDictionary<NodeId, (TimeSpan At, HeartbeatReply Reply)> _heard = [];
    private Ballot _highest = Ballot.Zero;
    private Ballot _latest = Ballot.Zero;
    private bool _hasResigned;

    /// <summary>The ballot that this node leads, or led last.</summary>
    public Ballot Ballot { get; private set; } = Ballot.Zero;

    /// <summary>The highest ballot that this node knows somebody to lead.</summary>
    public Ballot Leader { get; private set; } = Ballot.Zero;

    /// <summary>Whether this node is content with its leader.</summary>
    public bool IsContent { get; private set; }

    /// <summary>Takes back the highest round that this node reserved before it restarted.</summary>
    public void Recover(long reservedRound) => _highest = new Ballot(reservedRound, self);

    /// <summary>Takes note of a ballot seen in the log's messages: the next ballot of this node goes above it.</summary>
    public void See(Ballot ballot)
    {
        if (ballot > _highest)
            _highest = ballot;
    }

    /// <summary>This node leads its ballot no more, though nobody refused it.</summary>
    public void Resign() => _hasResigned = true;

    /// <summary>Something else says that the node has failed: it counts as silent until it is heard again.</summary>
    public void Suspect(NodeId node) => _heard.Remove(node);

    /// <summary>Whether the node was heard within the election timeout; of this node itself, true.</summary>
    public bool Hears(TimeSpan now, NodeId node) => node == self || (_heard.TryGetValue(node, out var last) && now - last.At < timeout);

    /// <summary>Takes a message of another member.</summary>
    public void Receive(TimeSpan now, NodeId from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Heartbeat:
                // Waits for the disk, if this node has just reserved a ballot: nobody hears of a ballot before it is stored.
                effects.SendWhenDurable(Address.Proposer(from), new HeartbeatReply(Ballot, Leader, IsContent));
                break;
            case HeartbeatReply reply:
                _heard[from] = (now, reply);
                _latest = Later(_latest, Later(reply.Ballot, reply.Leader));
                break;
        }
    }

    /// <summary>Asks the others, and judges by what they answered.</summary>
    /// <param name="now">The time on the node's monotonic clock.</param>
    /// <param name="isStalled">Whether this node's journal, or its phase 1, hangs, or it is about to stop: then another should lead.</param>
    /// <param name="effects">What to do.</param>
    /// <returns>The ballot with which this node takes over; null if it does not.</returns>
    public Ballot? Tick(TimeSpan now, bool isStalled, Effects effects)
    {
        foreach (var member in quorum.Members)
        {
            if (member != self)
                effects.Send(Address.Proposer(member), new Heartbeat());
        }

        var heard = Heard(now);
        foreach (var reply in heard)
        {
            if (reply.Ballot > Leader)
                Leader = reply.Ballot;
        }

        See(Leader);
        IsContent = Judge(heard, isStalled);
        if (IsContent || isStalled || heard.Any(r => r.IsContent) || heard.Count + 1 < quorum.Phase1)
            return null;
        return Lead();
    }

    /// <summary>The leader of a ballot hands over to this node: it does not wait until nobody is content.</summary>
    /// <returns>The ballot with which this node takes over; null if it does not: it knows of a later leader, or hears no quorum.</returns>
    public Ballot? TakeOver(TimeSpan now, Ballot from)
    {
        if (!IsLatest(from) || Heard(now).Count + 1 < quorum.Phase1)
            return null;
        See(from);
        return Lead();
    }

    /// <summary>Whether nobody has told of a leader after this one, by hearsay either.</summary>
    protected virtual bool IsLatest(Ballot ballot) => Leader <= ballot && _latest <= ballot;

    private Ballot Lead()
    {
        _highest = Ballot = Leader = new Ballot(_highest.Round + 1, self);
        IsContent = true;
        _hasResigned = false;
        return Ballot;
    }

    private List<HeartbeatReply> Heard(TimeSpan now) =>
        [.. quorum.Members.Where(m => m != self && Hears(now, m)).Select(m => _heard[m].Reply)];

    private static Ballot Later(Ballot left, Ballot right) => left >= right ? left : right;

    private bool Judge(List<HeartbeatReply> heard, bool isStalled)
    {
        if (Leader == Ballot.Zero)
            return false;
        if (Leader.Node != self || Leader != Ballot)
            return heard.Any(r => r.Ballot == Leader && r.Leader == Leader && r.IsContent);
        var followers = heard.Count(r => r.Leader <= Leader);
        return !isStalled && !_hasResigned && _highest == Leader && followers + 1 >= quorum.Phase2;
    }
}
