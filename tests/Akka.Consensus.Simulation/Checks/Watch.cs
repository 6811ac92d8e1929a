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
    private readonly List<Checker> _checkers;
    private readonly Sightings _sightings;

    public Watch(SimulatedWorld world, IReadOnlyCollection<string> ignored)
    {
        World = world;
        Chosen = new ChosenLog(world.Quorum);
        Locks = new LockHistory(world.Variant.NewLocks(world.Plan.Limits));
        _memories = [.. world.Quorum.Members.Select(_ => new DurableAcceptor())];
        _reserved = new long[_memories.Length];
        _checkers = [.. Oracles.All(this).Where(c => c is Acknowledgements || !ignored.Contains(c.Id))];
        _sightings = new Sightings(world);
    }

    public SimulatedWorld World { get; }

    public ChosenLog Chosen { get; }

    public LockHistory Locks { get; }

    /// <summary>The newest log index of which some client has been told: whatever is asked from now on must reflect it.</summary>
    public LogIndex Acknowledged { get; set; }

    public DurableAcceptor Memory(SimulatedNode node) => _memories[node.Number];

    public long ReservedRound(SimulatedNode node) => _reserved[node.Number];

    public void Sent(RoleHost from, Address to, IMessage message)
    {
        World.Trace.Sent(from.Address, to, message);
        foreach (var checker in _checkers)
            checker.Sent(from.Node, to, message);
        _sightings.Sent(from, message);
    }

    public void Sent(SimulatedClient from, Address to, IMessage message)
    {
        World.Trace.Sent(Address.Client(from.Id), to, message);
        foreach (var checker in _checkers)
            checker.Sent(from, message);
    }

    public void Received(Address to, Address from, IMessage message)
    {
        World.Trace.Received(to, from, message);
        foreach (var checker in _checkers)
            checker.Received(to, from, message);
        _sightings.Received(to, from, message);
    }

    public void BecameDurable(RoleHost host, IEvent change)
    {
        World.Trace.Stored(host.Address, change);
        foreach (var checker in _checkers)
            checker.BecameDurable(host, change);
        _sightings.BecameDurable(host, change);
        if (change is Reserved reserved)
            _reserved[host.Node.Number] = Math.Max(_reserved[host.Node.Number], reserved.Round);
        var memory = _memories[host.Node.Number];
        var before = memory.Accepted;
        memory.Apply(change);
        if (change is Appended appended)
            Chosen.Vote(host.Node.Number, before, memory, appended, BecameChosen);
    }

    public void Recovered(RoleHost host)
    {
        World.Trace.Note($"{host.Address} starts, with {host.Disk.Durable.Count} events");
        foreach (var checker in _checkers)
            checker.Recovered(host);
        _sightings.Recovered(host);
    }

    public void Stepped(RoleHost host)
    {
        foreach (var checker in _checkers)
            checker.Stepped(host);
    }

    public void Delivered(RoleHost host, LogIndex index, Command command)
    {
        World.Trace.Delivered(host.Address, index, command);
        foreach (var checker in _checkers)
            checker.Delivered(host, index, command);
        _sightings.Delivered(host, index);
    }

    public void Telling(SimulatedClient client, IOutcome outcome)
    {
        World.Trace.Told(client.Id, outcome);
        foreach (var checker in _checkers)
            checker.Telling(client, outcome);
        _sightings.Telling(client, outcome);
    }

    public void Asked(SimulatedClient client, long query, bool isLinearizable)
    {
        foreach (var checker in _checkers)
            checker.Asked(client, query, isLinearizable);
    }

    /// <summary>The run is over: nothing acknowledged may be missing.</summary>
    public void Finish()
    {
        foreach (var checker in _checkers.OfType<AcknowledgedSurvives>())
            checker.Judge();
    }

    public void Died(SimulatedClient client) => World.Trace.Note($"{client.Id} ends");

    private void BecameChosen(LogIndex index, Command command)
    {
        var step = Locks.Carry(index, command);
        foreach (var checker in _checkers)
            checker.Chosen(step);
        _sightings.Chosen(step);
    }
}
