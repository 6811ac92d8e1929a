using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>What happens to links: they are cut, for whole groups, in one direction, some of them, all of one process; or clogged.</summary>
public sealed class LinkFaults(SimulatedWorld world, Prng random)
{
    private const long Ms = Schedule.Millisecond;

    public void Split()
    {
        var all = Nodes().Concat(Clients()).ToList();
        var side = all.Where(_ => random.Percent(50)).ToList();
        Cut(Fault.Split, side, [.. all.Except(side)], isOneWay: false);
    }

    /// <summary>One direction of everything that a node has to do with others, or of one link.</summary>
    public void CutOneWay()
    {
        var one = random.Pick(Nodes());
        List<int> others = random.Percent(50) ? [.. Nodes(), .. random.Percent(50) ? Clients() : []] : [random.Pick(Nodes())];
        if (random.Percent(50))
            Cut(Fault.OneWay, [one], others, isOneWay: true);
        else
            Cut(Fault.OneWay, others, [one], isOneWay: true);
    }

    /// <summary>One link, all but a chain, all but those of one node, or some at random.</summary>
    public void CutPartially()
    {
        var nodes = Nodes();
        var centre = random.Pick(nodes);
        var shape = random.Below(4);
        var (first, second) = (random.Pick(nodes), random.Pick(nodes));
        var links = new List<(int, int)>();
        foreach (var from in nodes)
        {
            foreach (var to in nodes.Where(t => t > from))
            {
                var isCut = shape switch
                {
                    0 => from == Math.Min(first, second) && to == Math.Max(first, second),
                    1 => to != from + 1,
                    2 => from != centre && to != centre,
                    _ => random.Percent(40),
                };
                if (isCut)
                    links.Add((from, to));
            }
        }

        Cut(Fault.Partial, links, isOneWay: false);
    }

    public void Isolate()
    {
        var clients = random.Percent(50) ? Clients() : [];
        Cut(Fault.Isolation, [random.Pick(Nodes())], [.. Nodes(), .. clients], isOneWay: false);
    }

    public void CutOffClient()
    {
        if (Clients() is { Count: > 0 } clients)
            Cut(Fault.ClientCut, [random.Pick(clients)], Nodes(), isOneWay: random.Percent(30));
    }

    /// <summary>One link, or all of one node, in one direction or both: what is sent meanwhile comes all at once. Counted for each message held.</summary>
    public void Clog()
    {
        var duration = random.Between(50 * Ms, 2000 * Ms);
        var one = random.Pick(Nodes());
        List<int> others = random.Percent(50) ? [random.Pick(Nodes())] : [.. Nodes(), .. Clients()];
        var isOneWay = random.Percent(50);
        foreach (var other in others.Where(o => o != one))
        {
            world.Conditions.Clog(one, other, duration);
            if (!isOneWay)
                world.Conditions.Clog(other, one, duration);
        }
    }

    private List<int> Nodes() => [.. world.Nodes.Select(n => n.Number)];

    private List<int> Clients() => [.. world.Clients.Where(c => c.IsAlive).Select(c => c.Endpoint)];

    private void Cut(Fault fault, List<int> left, List<int> right, bool isOneWay) =>
        Cut(fault, [.. left.SelectMany(l => right.Where(r => r != l).Select(r => (l, r)))], isOneWay);

    private void Cut(Fault fault, List<(int From, int To)> links, bool isOneWay)
    {
        if (links.Count == 0)
            return;
        var duration = random.Between(50 * Ms, world.Plan.PartitionMax);
        foreach (var (from, to) in links)
        {
            world.Conditions.Cut(from, to, duration);
            if (!isOneWay)
                world.Conditions.Cut(to, from, duration);
        }

        var arrow = isOneWay ? ">" : "-";
        var named = string.Join(" ", links.Select(l => $"{world.NameOf(l.From)}{arrow}{world.NameOf(l.To)}"));
        world.Faults.Note(fault, "links", $"are cut for {duration / Ms} ms: {named}");
    }
}
