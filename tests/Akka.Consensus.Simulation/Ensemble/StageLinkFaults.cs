using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>What happens to the links of a stage: they are cut, for whole groups, in one direction, some of them, all of one node; or clogged.</summary>
internal sealed class StageLinkFaults(Stage stage, Prng random)
{
    private const long Ms = Schedule.Millisecond;

    private IReadOnlyList<StageNode> Nodes => stage.Nodes;

    public void Split()
    {
        var side = Nodes.Where(_ => random.Percent(50)).ToList();
        Cut(Fault.Split, side, [.. Nodes.Except(side)], isOneWay: false);
    }

    /// <summary>One direction of everything that a node has to do with others, or of one link.</summary>
    public void CutOneWay()
    {
        var one = random.Pick(Nodes);
        var others = random.Percent(50) ? Nodes : [random.Pick(Nodes)];
        if (random.Percent(50))
            Cut(Fault.OneWay, [one], others, isOneWay: true);
        else
            Cut(Fault.OneWay, others, [one], isOneWay: true);
    }

    /// <summary>One link, all but a chain, all but those of one node, or some at random.</summary>
    public void CutPartially()
    {
        var centre = random.Pick(Nodes).Number;
        var shape = random.Below(4);
        var (first, second) = (random.Pick(Nodes).Number, random.Pick(Nodes).Number);
        var links = new List<(StageNode, StageNode)>();
        for (var from = 0; from < Nodes.Count; from++)
        {
            for (var to = from + 1; to < Nodes.Count; to++)
            {
                var isCut = shape switch
                {
                    0 => from == Math.Min(first, second) && to == Math.Max(first, second),
                    1 => to != from + 1,
                    2 => from != centre && to != centre,
                    _ => random.Percent(40),
                };
                if (isCut)
                    links.Add((Nodes[from], Nodes[to]));
            }
        }

        Cut(Fault.Partial, links, isOneWay: false);
    }

    public void Isolate() => Cut(Fault.Isolation, [random.Pick(Nodes)], Nodes, isOneWay: false);

    /// <summary>One link, or all of one node, in one direction or both: what is sent meanwhile comes all at once, and is counted then.</summary>
    public void Clog()
    {
        var duration = random.Between(50 * Ms, 2000 * Ms);
        var one = random.Pick(Nodes);
        var others = random.Percent(50) ? [random.Pick(Nodes)] : Nodes;
        var isOneWay = random.Percent(50);
        foreach (var other in others.Where(o => o != one))
        {
            stage.Conditions.Clog(one.Number, other.Number, duration);
            if (!isOneWay)
                stage.Conditions.Clog(other.Number, one.Number, duration);
        }
    }

    private void Cut(Fault fault, IReadOnlyList<StageNode> left, IReadOnlyList<StageNode> right, bool isOneWay) =>
        Cut(fault, [.. left.SelectMany(l => right.Where(r => r != l).Select(r => (l, r)))], isOneWay);

    private void Cut(Fault fault, List<(StageNode From, StageNode To)> links, bool isOneWay)
    {
        if (links.Count == 0)
            return;
        var duration = random.Between(50 * Ms, stage.Plan.PartitionMax);
        foreach (var (from, to) in links)
        {
            stage.Conditions.Cut(from.Number, to.Number, duration);
            if (!isOneWay)
                stage.Conditions.Cut(to.Number, from.Number, duration);
        }

        var arrow = isOneWay ? ">" : "-";
        var named = string.Join(" ", links.Select(l => $"{l.From.Name}{arrow}{l.To.Name}"));
        stage.Faults.Note(fault, "links", $"are cut for {duration / Ms} ms: {named}");
    }
}
