using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// How a leader that is about to stop passes its leadership on, so that nobody has to wait for an election timeout. It takes no new commands, lets
/// the follower that is furthest have all that was proposed, and asks it to take over; if that one does not, the next.
/// </summary>
/// <remarks>
/// The leadership transfer of Ongaro, "Consensus: Bridging Theory and Practice" (2014), §3.10. Nothing here matters for safety: any node may begin any
/// ballot of its own at any time. A node that was asked to leave goes on voting until it stops, but leads no more, unless for an
/// election timeout nobody else does: then the request counts as withdrawn. Not thread-safe.
/// </remarks>
public class HandOver(GroupSettings settings)
{
    private readonly TimeSpan _limit = settings.ElectionTimeout;
    private readonly TimeSpan _patience = settings.ElectionTimeout / 4;
    private readonly SortedSet<NodeId> _asked = [];
    private readonly StallWatch _leaderless = new(settings.ElectionTimeout);
    private Step _step;
    private TimeSpan _began;
    private TimeSpan? _askedAt;
    private NodeId _successor;

    private enum Step
    {
        Staying,
        Draining,
        Asking,
        Over,
    }

    /// <summary>Whether this node was asked to leave.</summary>
    public bool IsLeaving => _step != Step.Staying;

    /// <summary>Whether this node still leads, and looks for a successor: it takes no new commands.</summary>
    public bool IsUnderWay => _step is Step.Draining or Step.Asking;

    /// <summary>Whether this node was asked to leave and does not lead any more: another does, or nobody could be found in time.</summary>
    public bool IsOver => _step == Step.Over;

    /// <summary>This node is about to stop.</summary>
    /// <param name="now">The time on the node's monotonic clock.</param>
    /// <param name="isLeader">Whether it leads, and so has something to pass on.</param>
    public void Begin(TimeSpan now, bool isLeader)
    {
        if (IsLeaving)
            return;
        _step = isLeader ? Step.Draining : Step.Over;
        _began = now;
        _asked.Clear();
        _leaderless.Reset();
    }

    /// <summary>Goes on as far as it can, or gives up. Called after everything that may have changed something.</summary>
    /// <param name="now">The time on the node's monotonic clock.</param>
    /// <param name="proposer">This node's.</param>
    /// <param name="hears">Whether a node was heard within the election timeout.</param>
    /// <param name="effects">What to do.</param>
    public void Proceed(TimeSpan now, Proposer proposer, Func<NodeId, bool> hears, Effects effects)
    {
        if (!IsUnderWay)
            return;
        if (!proposer.IsEstablished || now - _began >= _limit)
            _step = Step.Over;
        else if (_step == Step.Draining)
            Drain(now, proposer, hears, effects);
        else if (_askedAt is not { } asked || now - asked >= _patience)
            Ask(now, Next(proposer, hears), proposer.Ballot, effects);
    }

    /// <summary>A node does not take over: the next is asked at once.</summary>
    public void Refused(NodeId node, Ballot ballot, Ballot own)
    {
        if (_step == Step.Asking && node == _successor && ballot == own)
            _askedAt = null;
    }

    /// <summary>Time has passed. Whoever leaves and does not stop is of use again when nobody leads.</summary>
    public void Tick(TimeSpan now, bool isContent)
    {
        _leaderless.Note(now, isWaiting: IsOver && !isContent, hasMoved: false);
        if (_leaderless.IsStalled(now))
            _step = Step.Staying;
    }

    /// <summary>Asks a node to take over.</summary>
    protected virtual void SendTakeOver(NodeId successor, Ballot ballot, Effects effects) =>
        effects.Send(Address.Proposer(successor), new TakeOver(ballot));

    private void Drain(TimeSpan now, Proposer proposer, Func<NodeId, bool> hears, Effects effects)
    {
        var next = Next(proposer, hears);
        if (next is null || (proposer.IsQuiet && next.Matched == proposer.Last) || now - _began >= _patience)
            Ask(now, next, proposer.Ballot, effects);
    }

    private void Ask(TimeSpan now, Progress? next, Ballot own, Effects effects)
    {
        if (next is null)
        {
            _step = Step.Over;
            return;
        }

        _step = Step.Asking;
        _askedAt = now;
        _successor = next.Member;
        _asked.Add(_successor);
        SendTakeOver(_successor, own, effects);
    }

    /// <summary>The follower that has most of the log, of those that live and were not asked yet.</summary>
    private Progress? Next(Proposer proposer, Func<NodeId, bool> hears) =>
        proposer.Followers.Where(f => f.IsAlive && hears(f.Member) && !_asked.Contains(f.Member)).MaxBy(f => f.Matched);
}
