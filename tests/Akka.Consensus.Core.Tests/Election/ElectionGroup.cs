using Akka.Consensus.Core.Election;

namespace Akka.Consensus.Core.Tests.Election;

/// <summary>Elections without logs, linked by a network whose links can be cut. One tick is a tenth of the election timeout.</summary>
internal sealed class ElectionGroup
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly List<BallotLeaderElection> _elections;
    private readonly List<NodeId> _ids;
    private readonly HashSet<(int, int)> _cut = [];
    private readonly HashSet<int> _stalled = [];
    private readonly Effects _effects = new();
    private TimeSpan _now;

    public ElectionGroup(int members)
    {
        _ids = [.. Enumerable.Range(1, members).Select(i => new NodeId($"n{i}"))];
        var quorum = Quorum.Majority(_ids);
        _elections = [.. _ids.Select(id => new BallotLeaderElection(id, quorum, Timeout))];
    }

    /// <summary>Every ballot with which a node took over, in order.</summary>
    public List<Ballot> TakenOver { get; } = [];

    public BallotLeaderElection this[int member] => _elections[member - 1];

    public void Cut(int one, int other)
    {
        _cut.Add((one, other));
        _cut.Add((other, one));
    }

    public void CutOneWay(int from, int to) => _cut.Add((from, to));

    public void Mend() => _cut.Clear();

    /// <summary>The journal of a member hangs.</summary>
    public void Stall(int member) => _stalled.Add(member);

    /// <summary>The member that all of these follow contentedly; null if they do not agree.</summary>
    public int? LeaderOf(params int[] members)
    {
        var leaders = members.Select(m => this[m].IsContent ? this[m].Leader : Ballot.Zero).Distinct().ToList();
        return leaders is [var leader] && leader != Ballot.Zero ? _ids.IndexOf(leader.Node) + 1 : null;
    }

    public void Run(int ticks)
    {
        for (var i = 0; i < ticks; i++)
        {
            _now += Timeout / 10;
            for (var member = 1; member <= _ids.Count; member++)
            {
                if (this[member].Tick(_now, _stalled.Contains(member), _effects) is { } ballot)
                    TakenOver.Add(ballot);
                Deliver(member);
            }
        }
    }

    private void Deliver(int from)
    {
        var sent = _effects.Items.ToList();
        _effects.Clear();
        foreach (var effect in sent)
        {
            var to = _ids.IndexOf(effect.To.Node) + 1;
            if (_cut.Contains((from, to)))
                continue;
            this[to].Receive(_now, _ids[from - 1], effect.Message!, _effects);
            if (_effects.Items.Count > 0)
                Deliver(to);
        }
    }
}
