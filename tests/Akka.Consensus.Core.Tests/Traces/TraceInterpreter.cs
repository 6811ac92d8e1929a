using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>Carries out the commands of one trace; testdata/README.md lists them.</summary>
internal sealed class TraceInterpreter
{
    private readonly TraceReport _report = new();
    private readonly Dictionary<string, Action<TraceArguments>> _commands;
    private TraceWorld? _world;

    public TraceInterpreter()
    {
        _commands = new Dictionary<string, Action<TraceArguments>>
        {
            ["cluster"] = Cluster,
            ["client"] = AddClient,
            ["show"] = a => World.Filter.Set(a.Next(), isShown: true),
            ["hide"] = a => World.Filter.Set(a.Next(), isShown: false),
            ["tick"] = a => a.Rest().ToList().ForEach(name => World.Find(name).Tick()),
            ["advance"] = a => World.Advance(a.NextTime()),
            ["deliver"] = a => World.Network.Deliver(Matching(a)),
            ["drop"] = a => World.Network.Drop(Matching(a)),
            ["stabilise"] = a => World.Network.Stabilise(Wanted(a.Rest())),
            ["cut"] = a => CutLink(a.Rest()),
            ["partition"] = a => Partition(a.Rest()),
            ["heal"] = _ => World.Network.Heal(),
            ["stand"] = a => World.Stand(World.Node(a.Next()), [.. a.Rest().Select(World.Node)]),
            ["elect"] = a => World.Elect(World.Node(a.Next()), [.. a.Rest().Select(World.Node)]),
            ["crash"] = a => World.Host(a.Next()).Crash(a.Number("keep") ?? 0),
            ["restart"] = a => World.Host(a.Next()).Restart(),
            ["leave"] = a => World.Node(a.Next()).Leave(),
            ["wipe"] = a => World.Host(a.Next()).Exchange(d => d.Wipe()),
            ["back-up"] = a => World.Host(a.Next()).Disk.BackUp(),
            ["restore"] = a => World.Host(a.Next()).Exchange(d => d.Restore()),
            ["hang-disk"] = a => World.Host(a.Next()).Disk.Hangs = true,
            ["disk"] = a => World.Host(a.Next()).CompleteWrites(),
            ["mend-disk"] = a => World.Host(a.Next()).MendDisk(),
            ["pause"] = a => World.Find(a.Next()).IsPaused = true,
            ["resume"] = a => World.Find(a.Next()).IsPaused = false,
            ["propose"] = a => World.Node(a.Next()).Propose(a.Rest()),
            ["acquire"] = a => World.Client(a.Next()).Acquire(a.Next(), !a.Has("nowait")),
            ["release"] = a => World.Client(a.Next()).Release(a.Next()),
            ["cancel"] = a => World.Client(a.Next()).Cancel(a.Next()),
            ["read"] = a => World.Client(a.Next()).Read(a.Next()),
            ["close"] = a => World.Client(a.Next()).Close(),
            ["forge"] = Forge,
            ["state"] = a => Table(TraceStates.Processes(OrAll(a.Rest(), World.Processes, World.Find))),
            ["log"] = a => Table(TraceStates.Logs([.. OrAll(a.Rest(), World.Nodes, World.Node)])),
            ["locks"] = a => Table(TraceStates.Locks(World.Node(a.Next()))),
            ["registers"] = Registers,
            ["decide"] = a => World.RegisterNode(a.Next()).Decide(a.Next(), a.Next()),
            ["ask"] = a => World.RegisterNode(a.Next()).Read(a.Next()),
            ["register"] = a => Table(TraceRegisterStates.Registers(World.Hosts.OfType<TraceRegisterNode>(), a.Next())),
            ["sessions"] = a => Table(TraceStates.Sessions(World.Node(a.Next()))),
        };
    }

    private TraceWorld World => _world ?? throw new TraceException("a trace begins with 'cluster' or 'registers'");

    /// <summary>Carries out some commands.</summary>
    /// <returns>All that came of them, and what they left on its way.</returns>
    /// <exception cref="TraceException">A command is wrong.</exception>
    public IReadOnlyList<string> Run(IEnumerable<string> commands)
    {
        _world?.Filter.Begin();
        foreach (var command in commands)
            Run(command);
        _report.IsQuiet = false;
        _world?.Network.TellSent();
        var lines = _report.Take();
        return lines.Count > 0 ? lines : ["nothing to be seen"];
    }

    private void Run(string command)
    {
        try
        {
            var arguments = new TraceArguments(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            _report.IsQuiet = arguments.Has("quietly");
            var name = arguments.Next();
            if (!_commands.TryGetValue(name, out var run))
                throw new TraceException($"there is no command '{name}'");
            run(arguments);
            arguments.Finish();
        }
        catch (TraceException e)
        {
            throw new TraceException($"{command}: {e.Message}");
        }
    }

    private void Cluster(TraceArguments arguments)
    {
        var usual = new GroupSettings();
        var isNew = arguments.Named("journals") is { } journals
            && (journals == "new" ? true : throw new TraceException("journals can only be new"));
        var leader = isNew ? null : arguments.Named("leader");
        var settings = usual with
        {
            MaxBatchEntries = arguments.Number("piece") ?? usual.MaxBatchEntries,
            MaxBatchBytes = arguments.Number("bytes") ?? usual.MaxBatchBytes,
            MaxInFlightEntries = arguments.Number("in-flight") ?? usual.MaxInFlightEntries,
            MaxPendingEntries = arguments.Number("pending") ?? usual.MaxPendingEntries,
            KeptEntries = arguments.Number("kept") ?? usual.KeptEntries,
            SnapshotInterval = arguments.Number("snapshots") ?? usual.SnapshotInterval,
            TailEntries = arguments.Number("tail") ?? usual.TailEntries,
            TrimInterval = arguments.Number("trim") ?? usual.TrimInterval,
        };
        _report.IsQuiet |= !isNew;
        _world = new TraceWorld(_report, [.. arguments.Rest().Select(n => new NodeId(n))], settings, isNew,
            (world, id, tickAt) => new TraceNode(world, id, tickAt));
        if (isNew)
            return;
        _report.Take();
        if (leader is not null)
            World.Elect(World.Node(leader), [.. World.Nodes.Where(n => n.Name != leader)]);
        Table(leader is null ? ["all start with empty logs"] : _report.Take().Where(IsOutcome));

        static bool IsOutcome(string line) =>
            line.Contains(" leads in ", StringComparison.Ordinal) || line.Contains(" follows ", StringComparison.Ordinal);
    }

    private void Registers(TraceArguments arguments)
    {
        var waits = arguments.Named("backoff") is not { } backoff
            || (backoff == "none" ? false : throw new TraceException("backoff can only be none"));
        _world = new TraceWorld(_report, [.. arguments.Rest().Select(n => new NodeId(n))], new GroupSettings(), isNew: false,
            (world, id, tickAt) => new TraceRegisterNode(world, id, tickAt, waits));
    }

    private void AddClient(TraceArguments arguments)
    {
        var usual = new ClientSettings();
        var settings = usual with { SessionTimeToLive = arguments.Time("ttl") ?? usual.SessionTimeToLive };
        World.AddClient(arguments.Next(), settings);
    }

    private void Forge(TraceArguments arguments)
    {
        var client = World.Client(arguments.Next());
        var token = new FencingToken(arguments.Number("token") ?? throw new TraceException("a token is missing"));
        client.Forge(World.Nodes[0].Name, arguments.Next(), token);
    }

    private void CutLink(IReadOnlyList<string> words)
    {
        if (words is not [var one, "->" or "--", var other])
            throw new TraceException("it is 'cut n1 -> n2' for one direction, 'cut n1 -- n2' for both");
        World.Network.Cut(World.Find(one).Name, World.Find(other).Name);
        if (words[1] == "--")
            World.Network.Cut(other, one);
    }

    private void Partition(IReadOnlyList<string> words)
    {
        var sides = string.Join(' ', words).Split('|').Select(s => s.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (var side in sides)
        {
            foreach (var other in sides.Where(s => s != side).SelectMany(s => s))
            {
                foreach (var one in side)
                    World.Network.Cut(World.Find(one).Name, World.Find(other).Name);
            }
        }
    }

    private static Predicate<Packet> Matching(TraceArguments arguments)
    {
        var (from, to, type) = (arguments.Named("from"), arguments.Named("to"), arguments.Named("type"));
        var left = arguments.Number("count");
        return p => (from is null || p.From == from) && (to is null || p.To.Name == to)
            && (type is null || p.Message.GetType().Name == type) && (left is null || left-- > 0);
    }

    private Predicate<Packet> Wanted(IReadOnlyList<string> names) => names.Count == 0 ? _ => true : World.Among(names);

    private static IEnumerable<T> OrAll<T>(IReadOnlyList<string> names, IEnumerable<T> all, Func<string, T> find) =>
        names.Count == 0 ? all : names.Select(find);

    private void Table(IEnumerable<string> rows)
    {
        foreach (var row in rows)
            _report.Row(row);
    }
}
