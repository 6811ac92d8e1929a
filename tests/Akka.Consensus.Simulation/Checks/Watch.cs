using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>Passes what happens to the trace, to the facts that the checkers share, and to every checker, at every step.</summary>
public sealed class Watch
{
    private readonly DurableAcceptor[] _memories;
    private readonly long[] _reserved;
    private readonly LogIndex[] _snapshots;
    private readonly LogIndex[] _everSnapshotted;
    private readonly HashSet<int> _forgetful = [];
    private readonly List<Checker> _checkers;
    private readonly Checker[] _onSentByNode;
    private readonly Checker[] _onSentByClient;
    private readonly Checker[] _onReceived;
    private readonly Checker[] _onDurable;
    private readonly Checker[] _onRecovered;
    private readonly Checker[] _onStepped;
    private readonly Checker[] _onDelivered;
    private readonly Checker[] _onChosen;
    private readonly Checker[] _onTelling;
    private readonly Checker[] _onAsked;
    private readonly Sightings _sightings;

    public Watch(SimulatedWorld world, IReadOnlyCollection<string> ignored)
    {
        World = world;
        Chosen = new ChosenLog(world.Quorum);
        Locks = new LockHistory(world.Variant.NewTable(world.Plan.Limits));
        _memories = [.. world.Quorum.Members.Select(_ => new DurableAcceptor())];
        _reserved = new long[_memories.Length];
        _snapshots = new LogIndex[_memories.Length];
        _everSnapshotted = new LogIndex[_memories.Length];
        _checkers = [.. Oracles.All(this).Where(c => c is Acknowledgements || !ignored.Contains(c.Id)).Select(Tolerate)];
        _onSentByNode = _checkers.Overriding(nameof(Checker.Sent), typeof(SimulatedNode));
        _onSentByClient = _checkers.Overriding(nameof(Checker.Sent), typeof(SimulatedClient));
        _onReceived = _checkers.Overriding(nameof(Checker.Received), typeof(Address));
        _onDurable = _checkers.Overriding(nameof(Checker.BecameDurable), typeof(RoleHost));
        _onRecovered = _checkers.Overriding(nameof(Checker.Recovered), typeof(RoleHost));
        _onStepped = _checkers.Overriding(nameof(Checker.Stepped), typeof(RoleHost));
        _onDelivered = _checkers.Overriding(nameof(Checker.Delivered), typeof(RoleHost));
        _onChosen = _checkers.Overriding(nameof(Checker.Chosen), typeof(LockStep));
        _onTelling = _checkers.Overriding(nameof(Checker.Telling), typeof(SimulatedClient));
        _onAsked = _checkers.Overriding(nameof(Checker.Asked), typeof(SimulatedClient));
        _sightings = new Sightings(world);
    }

    public SimulatedWorld World { get; }

    public ChosenLog Chosen { get; }

    public LockHistory Locks { get; }

    /// <summary>The newest log index of which some client has been told: whatever is asked from now on must reflect it.</summary>
    public LogIndex Acknowledged { get; set; }

    public DurableAcceptor Memory(SimulatedNode node) => _memories[node.Number];

    public long ReservedRound(SimulatedNode node) => _reserved[node.Number];

    /// <summary>How many nodes have lost memory.</summary>
    public int Forgetful => _forgetful.Count;

    /// <summary>Up to where a node has a durable snapshot.</summary>
    public LogIndex SnapshotOf(SimulatedNode node) => _snapshots[node.Number];

    /// <summary>Up to where a node has had a durable snapshot, before it lost its disk or since.</summary>
    public LogIndex EverSnapshotted(SimulatedNode node) => _everSnapshotted[node.Number];

    public void Sent(RoleHost from, Address to, IMessage message)
    {
        World.Trace.Sent(from.Address, to, message);
        foreach (var checker in _onSentByNode)
            checker.Sent(from.Node, to, message);
        _sightings.Sent(from, to, message);
    }

    public void Sent(SimulatedClient from, Address to, IMessage message)
    {
        World.Trace.Sent(Address.Client(from.Id), to, message);
        foreach (var checker in _onSentByClient)
            checker.Sent(from, message);
    }

    public void Received(Address to, Address from, IMessage message)
    {
        World.Trace.Received(to, from, message);
        foreach (var checker in _onReceived)
            checker.Received(to, from, message);
        _sightings.Received(to, from, message);
    }

    public void BecameDurable(RoleHost host, IEvent change)
    {
        World.Trace.Stored(host.Address, change);
        foreach (var checker in _onDurable)
            checker.BecameDurable(host, change);
        _sightings.BecameDurable(host, change);
        if (change is Snapshot snapshot)
            Keep(host.Node, snapshot.Index);
        if (change is Reserved reserved)
            _reserved[host.Node.Number] = Math.Max(_reserved[host.Node.Number], reserved.Round);
        var memory = _memories[host.Node.Number];
        var before = memory.Accepted;
        var last = memory.Last;
        memory.Apply(change, Chosen);
        if (change is Appended appended)
            Chosen.Vote(host.Node.Number, appended.Ballot, before == appended.Ballot ? appended.Previous : LogIndex.Zero, memory, BecameChosen);
        else if (change is Trimmed trimmed)
            Chosen.Vote(host.Node.Number, trimmed.Accepted, LogIndex.Min(last, memory.Last), memory, BecameChosen);
    }

    private void Keep(SimulatedNode node, LogIndex snapshot)
    {
        _snapshots[node.Number] = snapshot;
        _everSnapshotted[node.Number] = LogIndex.Max(snapshot, _everSnapshotted[node.Number]);
    }

    public void Saving(RoleHost host, Snapshot snapshot)
    {
        foreach (var checker in _checkers)
            checker.Saving(host, snapshot);
    }

    public void Recovered(RoleHost host)
    {
        World.Trace.Note(host.Name, $"starts with {host.Disk.Durable.Count} events");
        foreach (var checker in _onRecovered)
            checker.Recovered(host);
        _sightings.Recovered(host);
    }

    /// <summary>A disk no longer says what it said.</summary>
    public void Reverted(RoleHost host)
    {
        _forgetful.Add(host.Node.Number);
        if (host.Role == Role.Proposer)
            _reserved[host.Node.Number] = host.Disk.Durable.OfType<Reserved>().Select(r => r.Round).DefaultIfEmpty().Max();
        var former = _memories[host.Node.Number];
        if (host.Role == Role.Acceptor)
            Remember(host);
        foreach (var checker in _checkers)
            checker.Reverted(host, former);
    }

    private void Remember(RoleHost acceptor)
    {
        var memory = _memories[acceptor.Node.Number] = new DurableAcceptor(_memories[acceptor.Node.Number]);
        foreach (var change in acceptor.Disk.Durable)
            memory.Apply(change, Chosen);
    }

    public void Stepped(RoleHost host)
    {
        foreach (var checker in _onStepped)
            checker.Stepped(host);
    }

    public void Delivered(RoleHost host, LogIndex index, Command command)
    {
        World.Trace.Delivered(host.Address, index, command);
        foreach (var checker in _onDelivered)
            checker.Delivered(host, index, command);
    }

    public void Telling(SimulatedClient client, IOutcome outcome)
    {
        World.Trace.Told(client.Id, outcome);
        foreach (var checker in _onTelling)
            checker.Telling(client, outcome);
        _sightings.Telling(client, outcome);
    }

    public void Asked(SimulatedClient client, long query, bool isLinearizable)
    {
        foreach (var checker in _onAsked)
            checker.Asked(client, query, isLinearizable);
    }

    /// <summary>The run is over: nothing acknowledged may be missing.</summary>
    public void Finish()
    {
        foreach (var checker in _checkers.OfType<AcknowledgedSurvives>())
            checker.Judge();
    }

    public void Died(SimulatedClient client) => World.Trace.Note(client.Id.Value, "ends");

    /// <summary>Where clocks are wilder than clients are told, what relies on clocks may break, and nothing else.</summary>
    private Checker Tolerate(Checker checker) =>
        World.Plan.AreClocksTame || checker.Id is not ("L3" or "L10") ? checker : new Tolerated(this, checker);

    private void BecameChosen(LogIndex index, Command command)
    {
        var step = Locks.Carry(index, command);
        foreach (var checker in _onChosen)
            checker.Chosen(step);
        _sightings.Chosen(step);
    }
}
