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

    public SimulatedWorld(ulong seed, Variant variant, Trace trace, IReadOnlyCollection<string> ignored)
    {
        Seed = seed;
        Variant = variant;
        Trace = trace;
        Random = new Prng(seed);
        Plan = SwarmPlan.Draw(Random);
        Conditions = new Conditions(Plan, Schedule, Random);
        _network = new Network(Schedule, Conditions);
        var ids = Enumerable.Range(1, Plan.Nodes).Select(i => new NodeId(string.Create(CultureInfo.InvariantCulture, $"n{i}"))).ToList();
        Quorum = Quorum.Majority(ids);
        Watch = new Watch(this, ignored);
        for (var i = 0; i < ids.Count; i++)
            _nodeById.Add(ids[i].Value, new SimulatedNode(this, i, ids[i], NewClock()));
        Nodes = [.. _nodeById.Values];
        if (!Plan.IsNewGroup)
            Found();
    }

    public ulong Seed { get; }

    public Variant Variant { get; }

    public Trace Trace { get; }

    public Prng Random { get; }

    public SwarmPlan Plan { get; }

    public Schedule Schedule { get; } = new();

    public Conditions Conditions { get; }

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
        var client = new SimulatedClient(this, Conditions.FirstClient + number, id, NewClock());
        Clients.Add(client);
        _clientById.Add(id.Value, client);
        return client;
    }

    /// <summary>A role sends. A shell that knows no way to a client drops what is for it.</summary>
    public void Send(RoleHost from, Address to, IMessage message)
    {
        Watch.Sent(from, to, message);
        var sender = from.Node.Number;
        if (to.Role == Role.Client)
        {
            if (!from.Node.KnownClients.Contains(to.Name))
                return;
            var client = _clientById[to.Name];
            _network.Carry(sender, client.Endpoint, () => client.Deliver(from.Address, message));
            return;
        }

        var target = _nodeById[to.Name];
        var host = target.Host(to.Role);
        if (target == from.Node)
        {
            var life = host.Life;
            _network.CarryLocally(sender, () => target.Run(() =>
            {
                if (life == host.Life)
                    host.Receive(from.Address, message);
            }));
            return;
        }

        // What a node passes on for a client still comes from the client: the answer goes straight to it.
        var origin = message is ClientMessage passed ? Address.Client(passed.Client) : from.Address;
        _network.Carry(sender, target.Number, () => Deliver(target, host, origin, message));
    }

    /// <summary>A client sends.</summary>
    public void Send(SimulatedClient from, Address to, IMessage message)
    {
        Watch.Sent(from, to, message);
        var target = _nodeById.TryGetValue(to.Name, out var named) ? named : Random.Pick(Nodes);
        var host = target.Host(to.Role);
        _network.Carry(from.Endpoint, target.Number, () => Deliver(target, host, Address.Client(from.Id), message));
    }

    /// <summary>See <see cref="Network.Reconnect"/>.</summary>
    public void Reconnect() => _network.Reconnect();

    private static void Deliver(SimulatedNode target, RoleHost host, Address from, IMessage message) => target.Run(() =>
    {
        if (message is ClientMessage known && host.Core is not null)
            target.KnownClients.Add(known.Client.Value);
        host.Receive(from, message);
    });

    /// <summary>The group is there already: every voter knows every journal.</summary>
    private void Found()
    {
        var journals = Nodes.Select(n => new KnownJournal(n.Id, new JournalMark(n.Number, 2))).ToList();
        foreach (var node in Nodes)
        {
            node.Acceptor.Disk.Begin(new Genesis(node.Id, Quorum.Members, node.Number), new Admitted());
            node.Proposer.Disk.Begin(new Reserved(0, journals));
        }
    }

    private VirtualClock NewClock() =>
        new(Random.Between(0, 1000) * Schedule.Second, Random.Percent(50) ? Random.Pick([-Plan.Drift, Plan.Drift]) : Random.Between(-Plan.Drift, Plan.Drift));
}
