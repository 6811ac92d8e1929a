using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.World;

/// <summary>Everything there is in one run: nodes, clients, what lies between them, and those who watch. All of it follows from the seed.</summary>
public sealed class SimulatedWorld
{
    private readonly Dictionary<string, SimulatedNode> _nodeById = [];
    private readonly Dictionary<string, SimulatedClient> _clientById = [];
    private readonly Network _network;
    private bool _isFounded;
    private readonly Prng _clocks;

    public SimulatedWorld(ulong seed, Variant variant, Trace trace, IReadOnlyCollection<string> ignored, PlanChanges changes)
    {
        Seed = seed;
        Luck = Prng.Reseeded(seed, changes.Luck);
        Variant = variant;
        Trace = trace;
        Trace.Schedule = Schedule;
        Faults = new FaultLog(trace);
        Random = new Prng(Luck, Dice.Processes);
        Disks = new Prng(Luck, Dice.Disks);
        Plan = changes.Apply(SwarmPlan.Draw(new Prng(seed, Dice.Plan)));
        Conditions = new Conditions(Schedule);
        _clocks = new Prng(Luck, Dice.Clocks);
        _network = new Network(this);
        var ids = Enumerable.Range(1, Plan.Nodes).Select(i => new NodeId(string.Create(CultureInfo.InvariantCulture, $"n{i}"))).ToList();
        Quorum = Quorum.Majority(ids);
        Watch = new Watch(this, ignored);
        for (var i = 0; i < ids.Count; i++)
            _nodeById.Add(ids[i].Value, new SimulatedNode(this, i, ids[i], NewClock(ids[i].Value)));
        Nodes = [.. _nodeById.Values];
        if (!Plan.IsNewGroup)
            Found();
    }

    /// <summary>Whether every voter was let in once.</summary>
    public bool IsFounded => _isFounded |= Nodes.All(n => n.Acceptor.Disk.Durable.Any(e => e is Admitted));

    public ulong Seed { get; }

    public Variant Variant { get; }

    public Trace Trace { get; }

    /// <summary>What all luck of the run but its plan comes from.</summary>
    public ulong Luck { get; }

    /// <summary>The luck of processes.</summary>
    public Prng Random { get; }

    /// <summary>The luck of disks.</summary>
    public Prng Disks { get; }

    public SwarmPlan Plan { get; }

    public Schedule Schedule { get; } = new();

    public Conditions Conditions { get; }

    public FaultLog Faults { get; }

    public Quorum Quorum { get; }

    public Watch Watch { get; }

    public Probes Probes { get; } = new();

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    /// <summary>All clients that ever lived, in the order of their birth.</summary>
    public List<SimulatedClient> Clients { get; } = [];

    public SimulatedNode Node(NodeId id) => _nodeById[id.Value];

    public SimulatedClient Client(ClientId id) => _clientById[id.Value];

    public SimulatedClient AddClient()
    {
        var number = Clients.Count;
        var id = new ClientId(string.Create(CultureInfo.InvariantCulture, $"c{number}"));
        var client = new SimulatedClient(this, Conditions.FirstClient + number, id, NewClock(id.Value));
        Clients.Add(client);
        _clientById.Add(id.Value, client);
        return client;
    }

    /// <summary>The name of an endpoint.</summary>
    public string NameOf(int endpoint) =>
        endpoint < Conditions.FirstClient ? Nodes[endpoint].Id.Value : Clients[endpoint - Conditions.FirstClient].Id.Value;

    /// <summary>A role sends. A shell that knows no way to a client drops what is for it.</summary>
    public void Send(RoleHost from, Address to, IMessage message)
    {
        Watch.Sent(from, to, message);
        var sender = from.Node.Number;
        if (to.Role == Role.Client)
        {
            if (from.Node.KnownClients.Contains(to.Name))
                _network.Carry(new LetterToClient(_network, sender, _clientById[to.Name], from.Address, message));
            return;
        }

        var target = _nodeById[to.Name];
        var host = target.Host(to.Role);
        if (target == from.Node)
        {
            _network.CarryLocally(sender, new LocalLetter(host, from.Address, message));
            return;
        }

        // What a node passes on for a client still comes from the client: the answer goes straight to it.
        var origin = message is ClientMessage passed ? Address.Client(passed.Client) : from.Address;
        _network.Carry(new LetterToRole(_network, sender, host, origin, message));
    }

    /// <summary>A client sends.</summary>
    public void Send(SimulatedClient from, Address to, IMessage message)
    {
        Watch.Sent(from, to, message);
        var target = _nodeById.TryGetValue(to.Name, out var named) ? named : Random.Pick(Nodes);
        _network.Carry(new LetterToRole(_network, from.Endpoint, target.Host(to.Role), Address.Client(from.Id), message));
    }

    /// <summary>See <see cref="Network.Reconnect"/>.</summary>
    public void Reconnect() => _network.Reconnect();

    /// <summary>The run is over: its hash says, too, where every stream of luck has got to, and what the disks hold.</summary>
    public void Finish()
    {
        foreach (var stream in new[] { Random, Disks, _clocks })
            Trace.Mix(stream.Next());
        foreach (var role in Nodes.SelectMany(n => n.Roles))
            Trace.Mix((ulong)role.Disk.Durable.Count);
        Trace.Mix((ulong)Schedule.Steps);
        Trace.Mix((ulong)Faults.Counts.Total);
    }

    /// <summary>The group is there already: every voter knows every journal.</summary>
    private void Found()
    {
        var journals = Nodes.Select(n => new KnownJournal(n.Id, new JournalMark(n.Number, 2))).ToList();
        foreach (var node in Nodes)
        {
            node.Acceptor.Disk.Begin(new Genesis(node.Id, Quorum.Members, node.Number), new Admitted());
            node.Proposer.Disk.Begin(new Reserved(0, journals));
        }

        _isFounded = true;
    }

    /// <summary>A clock with a rate within the bound, often at its edge; in some runs beyond it.</summary>
    private VirtualClock NewClock(string whose)
    {
        var origin = _clocks.Between(0, 1000) * Schedule.Second;
        var wild = Plan.Rates[Fault.WildClock];
        var (least, most) = wild > Plan.Drift && _clocks.Percent(50) ? (Plan.Drift, wild) : (0, Plan.Drift);
        var drift = _clocks.Percent(50) ? most : _clocks.Between(least, most);
        if (_clocks.Percent(50))
            drift = -drift;
        if (Math.Abs(drift) > Plan.Drift)
            Faults.Note(Fault.WildClock, whose, $"has a clock that goes {drift / 10_000} % too fast");
        return new VirtualClock(origin, drift);
    }
}
