using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>
/// Where protocols without a log are tried: any number of cores, each at its address, on nodes that crash, under virtual time, with a network and
/// disks as bad as the plan has it. Everything follows from the seed. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// var stage = new Stage(seed, StagePlan.Draw(new Prng(seed, Dice.Plan)), new Trace(output));
/// stage.Observers.Add(new SomeChecker());                                       // what must always hold
/// var role = stage.AddNode("n1").Add(address, () => new Core(), told);          // who takes part
/// stage.Begin();                                                                // nodes start, faults begin
/// stage.Endure();                                                               // the faulty time passes
/// stage.Heal(stage.Nodes, most: 1);                                             // one node may stay broken
/// stage.Demands.Add("all is answered within 1 s", Schedule.Second, IsAnswered); // what must come about
/// stage.Settle();
/// stage.Finish();
/// </code>
/// A scripted test takes <see cref="StagePlan.Calm"/>, starts, crashes and pauses nodes and cuts links by <see cref="Conditions"/> itself, and lets
/// time pass with <see cref="Pass"/>.
/// </remarks>
public sealed class Stage
{
    private const int MaxNodes = 64;

    private readonly Dictionary<Address, StageRole> _roles = [];
    private readonly List<StageNode> _nodes = [];
    private readonly StageNetwork _network;
    private readonly StageFaults _strikes;
    private readonly Prng _clocks;

    public Stage(ulong seed, StagePlan plan, Trace trace)
    {
        Plan = plan;
        Trace = trace;
        Trace.Schedule = Schedule;
        Conditions = new Conditions(Schedule, MaxNodes);
        Faults = new FaultLog(trace);
        Random = new Prng(seed, Dice.Processes);
        Disks = new Prng(seed, Dice.Disks);
        Demands = new Demands(this);
        _clocks = new Prng(seed, Dice.Clocks);
        _network = new StageNetwork(this, new Prng(seed, Dice.Network));
        _strikes = new StageFaults(this, new Prng(seed, Dice.Nemesis));
        foreach (var line in plan.Describe())
            trace.Note("plan", line);
    }

    public StagePlan Plan { get; }

    public Trace Trace { get; }

    public Schedule Schedule { get; } = new();

    /// <summary>What is broken now, by the numbers of nodes.</summary>
    public Conditions Conditions { get; }

    public FaultLog Faults { get; }

    /// <summary>The luck of processes.</summary>
    public Prng Random { get; }

    /// <summary>The luck of disks.</summary>
    public Prng Disks { get; }

    /// <summary>What must come about.</summary>
    public Demands Demands { get; }

    /// <summary>Those who watch, in the order in which they are asked.</summary>
    public List<StageObserver> Observers { get; } = [];

    public IReadOnlyList<StageNode> Nodes => _nodes;

    /// <summary>Which nodes may lose their memory, where the plan has that: asked each time. None, unless a protocol says what it can bear.</summary>
    public Func<StageNode, bool> MayForget { get; set; } = _ => false;

    /// <summary>Whether the faulty time is over.</summary>
    public bool IsHealed { get; private set; }

    public StageNode AddNode(string name)
    {
        if (_nodes.Count == MaxNodes)
            throw new InvalidOperationException($"there is room for {MaxNodes} nodes");
        var drift = _clocks.Percent(50) ? Plan.Drift : _clocks.Between(0, Plan.Drift);
        var clock = new VirtualClock(_clocks.Between(0, 1000) * Schedule.Second, _clocks.Percent(50) ? drift : -drift);
        var node = new StageNode(this, _nodes.Count, name, clock);
        _nodes.Add(node);
        return node;
    }

    public StageRole Role(Address address) => _roles[address];

    /// <summary>All nodes start, within 50 ms, and faults begin to strike.</summary>
    public void Begin()
    {
        foreach (var node in _nodes)
            Schedule.After(Random.Between(0, 50 * Schedule.Millisecond), node.Start);
        _strikes.Begin();
    }

    /// <summary>Lets time pass, in microseconds, without any end to the faults: for scripted tests.</summary>
    public void Pass(long time)
    {
        var end = Schedule.Now + time;
        while (Schedule.Step(end))
        {
            // every step is watched
        }
    }

    /// <summary>Lets the faulty time pass.</summary>
    public void Endure() => Pass(Plan.FaultyTime - Schedule.Now);

    /// <summary>The faults end: all nodes are healed, or all but some of those that may be left broken.</summary>
    /// <param name="expendable">Nodes that may be left dead or cut off for good.</param>
    /// <param name="most">How many of them at most; how many, and which, is drawn.</param>
    /// <returns>The healthy nodes.</returns>
    public IReadOnlyList<StageNode> Heal(IReadOnlyList<StageNode> expendable, int most)
    {
        Trace.Note("everything", "is as it is left: the faults end");
        var healthy = _strikes.Heal(expendable, most);
        _network.Reconnect();
        IsHealed = true;
        foreach (var node in healthy)
            node.Repair();
        return healthy;
    }

    /// <summary>Goes on until everything in <see cref="Demands"/> has come about.</summary>
    public void Settle()
    {
        while (!Demands.AreMet && Schedule.Step(long.MaxValue))
        {
            // every step is watched
        }
    }

    /// <summary>The run is over: its hash says, too, where every stream of luck has got to, and what the disks hold.</summary>
    public void Finish()
    {
        foreach (var stream in new[] { Random, Disks, _clocks })
            Trace.Mix(stream.Next());
        foreach (var role in _nodes.SelectMany(n => n.Roles))
            Trace.Mix((ulong)role.Disk.Durable.Count);
        Trace.Mix((ulong)Schedule.Steps);
        Trace.Mix((ulong)Faults.Counts.Total);
    }

    internal void Register(StageRole role) => _roles.Add(role.Address, role);

    internal void Send(StageRole from, Address to, IMessage message)
    {
        Trace.Sent(from.Address, to, message);
        foreach (var observer in Observers)
            observer.Sent(from, to, message);
        if (!_roles.TryGetValue(to, out var target))
            throw new ViolationException("address", $"{from.Name} sends {Wording.Of(message)} to {to}, which nobody has");
        _network.Carry(from, target, message);
    }

    internal void Received(StageRole to, Address from, IMessage message)
    {
        Trace.Received(to.Address, from, message);
        foreach (var observer in Observers)
            observer.Received(to, from, message);
    }

    internal void Stored(StageRole role, IEvent change)
    {
        Trace.Stored(role.Address, change);
        foreach (var observer in Observers)
            observer.BecameDurable(role, change);
    }

    internal void Recovered(StageRole role)
    {
        Trace.Note(role.Name, $"starts with {role.Disk.Durable.Count} events");
        foreach (var observer in Observers)
            observer.Recovered(role);
    }

    internal void Stepped(StageRole role)
    {
        foreach (var observer in Observers)
            observer.Stepped(role);
    }

    internal void Telling(StageRole role, IOutcome outcome)
    {
        Trace.Note(role.Name, $"tells {Wording.Of(outcome)}");
        foreach (var observer in Observers)
            observer.Telling(role, outcome);
    }

    internal void Wiped(StageNode node)
    {
        foreach (var observer in Observers)
            observer.Wiped(node);
    }

    internal void Dying(StageRole role)
    {
        foreach (var observer in Observers)
            observer.Dying(role);
    }
}
