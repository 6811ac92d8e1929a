using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>
/// What must come about once a quorum is healthy, and how soon. E is the election timeout. A demand is looked at every few milliseconds; the time is
/// part of what is demanded, and virtual, so that no machine is too slow for it.
/// </summary>
public sealed class Recovery
{
    private const long Glance = 20 * Schedule.Millisecond;
    private const int MaxBallots = 5;

    private readonly SimulatedWorld _world;
    private readonly IReadOnlyList<SimulatedNode> _healthy;
    private readonly long _election;
    private readonly long _timeToLive;
    private readonly Dictionary<Ballot, long> _begunBefore;
    private readonly long _transfer;
    private readonly HashSet<Ballot> _ballots = [];
    private readonly HashSet<Ballot> _ballotsBefore;
    private int _unmet;

    public Recovery(SimulatedWorld world, IReadOnlyList<SimulatedNode> healthy)
    {
        _world = world;
        _healthy = healthy;
        _election = BySlowestClock(world.Plan.Group.ElectionTimeout, world.Plan.AreClocksTame ? 0 : world.Plan.WidestDrift);
        _timeToLive = BySlowestClock(world.Plan.Client.SessionTimeToLive, world.Plan.WidestDrift);
        _ballotsBefore = [.. world.Nodes.Where(n => n.ProposerCore is not null).Select(n => n.ProposerCore!.Proposer.Ballot)];
        _begunBefore = world.Nodes.Where(n => n.ProposerCore is { IsEstablished: true })
            .ToDictionary(n => n.ProposerCore!.Proposer.Ballot, n => n.ProposerCore!.Proposer.Rounds.Begun);

        // Where limits make one entry fill a message, to fetch a log takes a round trip for each: the bounds do not mean that.
        _transfer = world.Plan.IsInPieces ? world.Watch.Chosen.Last.Value * 10 * Schedule.Millisecond : 0;
        var clients = world.Clients.Where(c => c.IsAlive).ToList();
        var asked = clients.SelectMany(c => c.Unanswered.Select(u => (Client: c, Request: u))).ToList();
        Demand("leader within 3E", 3 * _election, () => HasLeader, CountBallots);
        Demand("requests answered within 6E", 6 * _election + Queue(clients), () => asked.All(a => !a.Client.Unanswered.Contains(a.Request)));
        Demand("nothing pending within TTL + 8E", _timeToLive + 8 * _election + Queue(clients), () => clients.All(c => !c.IsAlive || c.Open.Count == 0),
            () => Demand("replicas equal within 20E", 20 * _election, AreEqual));

        // A session that may end while a leader is being found is no measure of a hand-over.
        if (_timeToLive >= 2 * _election)
        {
            _unmet++;
            world.Schedule.Glance(4 * _election, DemandHandOver);
        }
    }

    /// <summary>How long it takes until all have had their turn that a leader with little room refuses again and again: each must acquire, and release.</summary>
    private long Queue(IReadOnlyCollection<SimulatedClient> clients)
    {
        const int CommandBytes = 50;
        var open = clients.Sum(c => c.Open.Count);
        var hasRoom = open <= _world.Plan.Group.MaxPendingEntries && open * CommandBytes <= _world.Plan.Group.MaxPendingBytes;
        return hasRoom ? 0 : 2 * open * (long)_world.Plan.Client.MinBackoff.TotalMicroseconds;
    }

    /// <summary>Whether everything demanded has come about.</summary>
    public bool IsDone => _unmet == 0;

    private static long BySlowestClock(TimeSpan time, long drift) => (long)time.TotalMicroseconds * 1_000_000 / (1_000_000 - drift);

    /// <summary>Somebody leads, and a quorum has said so since the faults ended.</summary>
    private bool HasLeader
    {
        get
        {
            _ballots.UnionWith(_healthy.Where(n => n.ProposerCore is not null).Select(n => n.ProposerCore!.Proposer.Ballot));
            return _world.Nodes.Any(IsLeader);
        }
    }

    /// <summary>
    /// Five ballots at most in an election. More than two nodes may need more: each that has heard nothing while the faults went on may try once
    /// below what the others have promised, and once above it.
    /// </summary>
    private void CountBallots()
    {
        var tried = _ballots.Except(_ballotsBefore).ToList();
        if (tried.Count > Math.Max(MaxBallots, 2 * _world.Nodes.Count))
            throw new ViolationException("after faults: five ballots", $"{tried.Count} ballots in one election: {string.Join(", ", tried)}");
    }

    /// <summary>Whether a node leads, and a quorum has said so since the faults ended.</summary>
    public bool IsLeader(SimulatedNode node)
    {
        return node.ProposerCore is { IsEstablished: true, Proposer: var leader }
            && (!_begunBefore.TryGetValue(leader.Ballot, out var begun) || leader.Rounds.Confirmed > begun);
    }

    /// <summary>From now on something must come about within a time.</summary>
    public void Demand(string what, long within, Func<bool> condition, Action? then = null)
    {
        _unmet++;
        Look(what, _world.Schedule.Now + within + _transfer, condition, then);
    }

    private void Look(string what, long until, Func<bool> condition, Action? then)
    {
        if (condition())
        {
            _world.Trace.Note("recovery", $"met: {what}");
            then?.Invoke();
            _unmet--;
        }
        else if (_world.Schedule.Now >= until)
        {
            throw new ViolationException($"after faults: {what}", "not met");
        }
        else
        {
            _world.Schedule.Glance(Glance, () => Look(what, until, condition, then));
        }
    }

    /// <summary>A client dies with a lock that another waits for. By now no change of leader is due, which would start its time anew.</summary>
    private void DemandHandOver()
    {
        const string Name = "lock of the dead";
        var (dead, next) = (_world.AddClient(), _world.AddClient());
        var settled = 6 * _election;
        Insist(dead, Name, 1);
        Demand("a new client gets a free lock within 6E", settled, () => dead.Holds.Count == 1, () =>
        {
            Insist(next, Name, 1);
            Demand("a new client waits in line within 6E", settled, () => IsAwaited(Name), () =>
            {
                dead.Crash();
                var within = _timeToLive + 2 * _election;
                Demand("a dead session's lock is handed over within TTL + 2E", within, () => next.Holds.Count == 1,
                    () => next.Release(next.Holds.First().Operation));
            });
        });
        _unmet--;
    }

    /// <summary>Asks for a lock until it is granted: a session may end while a leader is still being found.</summary>
    public static void Insist(SimulatedClient client, string name, long operation)
    {
        client.OnTold = outcome =>
        {
            if (outcome is NotAcquired)
                client.World.Schedule.After(1, () => Insist(client, name, operation + 1));
        };
        client.Acquire(operation, name, waits: true, timeout: null);
    }

    private bool IsAwaited(string name) =>
        _world.Watch.Locks.At(_world.Watch.Chosen.Last).TryGetValue(name, out var state) && state.Waiting.Count == 1;

    /// <summary>Whoever has a link to the leader has all that is chosen: acceptors fetch from whom the leader names.</summary>
    private bool AreEqual()
    {
        var leader = _world.Nodes.FirstOrDefault(IsLeader);
        if (leader is null)
            return false;
        return _healthy.Where(n => !_world.Conditions.IsBlocked(leader.Number, n.Number)).All(n => n.LearnerCore is { } learner
            && learner.Applied == _world.Watch.Chosen.Last
            && learner.Log == _world.Watch.Locks.FingerprintAt(learner.Applied)
            && learner.Table.Sessions.SequenceEqual(_world.Watch.Locks.Table.Sessions));
    }
}
