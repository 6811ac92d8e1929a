using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>The group and the clients of one trace, in virtual time. Nothing is drawn at random, and nothing happens unasked.</summary>
internal sealed class TraceWorld
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstClientTurn = TimeSpan.FromMilliseconds(60);

    // Whose journal it is, and that every voter knows it.
    private const long NewJournalEvents = 2;

    private readonly List<TraceClient> _clients = [];
    private long _lastJournal;

    /// <param name="report">What is told.</param>
    /// <param name="members">The nodes, all of them voters.</param>
    /// <param name="settings">Their limits and times.</param>
    /// <param name="isNew">Whether their journals are still to be begun, and made known.</param>
    /// <param name="newHost">Makes each of them.</param>
    public TraceWorld(TraceReport report, IReadOnlyList<NodeId> members, GroupSettings settings, bool isNew,
        Func<TraceWorld, NodeId, TimeSpan, TraceHost> newHost)
    {
        Report = report;
        Settings = settings;
        Quorum = Quorum.Majority(members);
        Founded = isNew ? [] : [.. members.Select(m => new KnownJournal(m, new JournalMark(NextJournal(), NewJournalEvents)))];
        Network = new TraceNetwork(report, Filter, Find);
        Hosts = [.. members.Select((id, i) => newHost(this, id, Step * i))];
    }

    public TraceReport Report { get; }

    public TraceFilter Filter { get; } = new();

    public GroupSettings Settings { get; }

    public Quorum Quorum { get; }

    /// <summary>The journals that every voter knows from the beginning; none in a new group.</summary>
    public IReadOnlyList<KnownJournal> Founded { get; }

    public TraceNetwork Network { get; }

    public IReadOnlyList<TraceHost> Hosts { get; }

    /// <summary>Those that have a replicated log: all or none.</summary>
    public IReadOnlyList<TraceNode> Nodes => [.. Hosts.OfType<TraceNode>()];

    public TimeSpan Now => Report.Now;

    public IEnumerable<TraceProcess> Processes => [.. Hosts, .. _clients];

    /// <summary>The number of a journal that begins now. In earnest it is drawn at random.</summary>
    public long NextJournal() => ++_lastJournal;

    public TraceProcess Find(string name) =>
        Processes.FirstOrDefault(p => p.Name == name) ?? throw new TraceException($"there is no '{name}'");

    public TraceNode Node(string name) => Find(name) as TraceNode ?? throw new TraceException($"{name} is not a node of a log");

    public TraceHost Host(string name) => Find(name) as TraceHost ?? throw new TraceException($"{name} is not a node");

    public TraceRegisterNode RegisterNode(string name) =>
        Find(name) as TraceRegisterNode ?? throw new TraceException($"{name} is not a node of registers");

    public TraceClient Client(string name) => Find(name) as TraceClient ?? throw new TraceException($"{name} is not a client");

    public bool HasClient(string name) => _clients.Exists(c => c.Name == name);

    public void AddClient(string name, ClientSettings settings) =>
        _clients.Add(new TraceClient(this, new ClientId(name), settings, FirstClientTurn + Step * _clients.Count));

    /// <summary>
    /// A node stands for election. The failure detectors of those who take part say that the leader is gone, so nobody waits for a timeout,
    /// and the candidate's turn comes first. The heartbeats by which it learns that the others are not content are not told.
    /// </summary>
    public void Stand(TraceNode candidate, IReadOnlyList<TraceNode> others)
    {
        TraceNode[] all = [candidate, .. others];
        var doubting = all.Where(n => n.Proposer.Leader > Ballot.Zero).ToList();
        foreach (var node in doubting)
        {
            node.Proposer.Suspect(node.Proposer.Leader.Node);
            foreach (var absent in Nodes.Except(all))
                node.Proposer.Suspect(new NodeId(absent.Name));
        }

        Quietly(() => TakeTurns([.. doubting.Where(n => n != candidate), candidate], all));
        candidate.Tick();
    }

    /// <summary>A node stands for election, and wins if the others let it: they follow it then.</summary>
    public void Elect(TraceNode candidate, IReadOnlyList<TraceNode> others)
    {
        TraceNode[] all = [candidate, .. others];
        Stand(candidate, others);
        Network.Stabilise(Among(all.Select(n => n.Name)));
        Quietly(() => TakeTurns([.. others, .. others, .. others, candidate], all));
    }

    /// <summary>What goes to and fro between some processes, and what is for one that is down, which nobody would get any more.</summary>
    public Predicate<Packet> Among(IEnumerable<string> names)
    {
        var among = names.ToHashSet();
        return p => (among.Contains(p.From) && among.Contains(p.To.Name)) || !Find(p.To.Name).IsUp;
    }

    /// <summary>Time passes: each has its turns, and messages arrive at once.</summary>
    public void Advance(TimeSpan time)
    {
        var end = Now + time;
        while (Now < end)
        {
            Report.Now += Step;
            foreach (var process in Processes.Where(p => p.IsTurn(Now)).ToList())
            {
                process.Tick();
                Network.Stabilise(_ => true);
            }
        }
    }

    private void TakeTurns(IReadOnlyList<TraceNode> turns, IReadOnlyList<TraceNode> among)
    {
        foreach (var node in turns)
        {
            node.Tick();
            Network.Stabilise(Among(among.Select(n => n.Name)));
        }
    }

    private void Quietly(Action action)
    {
        var wasQuiet = Report.IsQuiet;
        Report.IsQuiet = true;
        action();
        Report.IsQuiet = wasQuiet;
    }
}
