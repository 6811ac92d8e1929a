using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>
/// What the network and the disks do to each message and each write. An endpoint is a number: nodes count from 0, clients are all one more
/// endpoint each, from <see cref="FirstClient"/> on.
/// </summary>
public sealed class Conditions(SwarmPlan plan, Schedule schedule, Prng random)
{
    public const int FirstClient = 100;

    private const long Ms = Schedule.Millisecond;

    private readonly Dictionary<(int From, int To), int> _blocks = [];
    private readonly Dictionary<int, int> _onlyLink = [];
    private HashSet<int>? _healthy;
    private readonly HashSet<int> _cut = [];

    /// <summary>Whether the faults are over, for the healthy.</summary>
    public bool IsHealed => _healthy is not null;

    public bool IsHealthy(int endpoint) =>
        _healthy is not null && (endpoint >= FirstClient || _healthy.Contains(endpoint) || _onlyLink.ContainsKey(endpoint));

    /// <summary>From now on these nodes, and all clients, have fast disks and sound links to one another.</summary>
    public void Heal(IEnumerable<int> nodes) => _healthy = [.. nodes];

    /// <summary>This node stays cut off from all others for good.</summary>
    public void CutOff(int node) => _cut.Add(node);

    /// <summary>A partial partition: this node is sound, and reaches all clients, but of the other nodes only one.</summary>
    public void LeaveOneLink(int node, int other) => _onlyLink.Add(node, other);

    /// <summary>Nothing passes in this direction for a while. Blocks add up.</summary>
    public void Block(int from, int to, long duration)
    {
        _blocks[(from, to)] = _blocks.GetValueOrDefault((from, to)) + 1;
        schedule.After(duration, () => _blocks[(from, to)]--);
    }

    public bool IsBlocked(int from, int to) => IsSevered(from, to) || (!IsSound(from, to) && _blocks.GetValueOrDefault((from, to)) > 0);

    public bool IsLost(int from, int to) => IsBlocked(from, to) || (!IsSound(from, to) && random.Chance(plan.Loss));

    public bool IsDoubled(int from, int to) => !IsSound(from, to) && random.Chance(plan.Doubling);

    /// <summary>Whether the message may overtake others of the same pair.</summary>
    public bool IsReordered(int from, int to) => !IsSound(from, to) && random.Chance(plan.Reordering);

    public long Delay(int from, int to)
    {
        if (IsSound(from, to))
            return random.Between(plan.DelayMin, 2 * plan.DelayMin);
        if (random.Chance(plan.Straggling))
            return random.Between(plan.DelayMax, 3 * Schedule.Second);
        return random.Between(plan.DelayMin, plan.DelayMax);
    }

    /// <summary>How long a message waits in a mailbox of its own process.</summary>
    public long LocalDelay(int node) => random.Between(2, IsHealthy(node) ? 30 : plan.LocalDelayMax);

    public long WriteTime(int node)
    {
        if (IsHealthy(node))
            return random.Between(50, 2 * Ms);
        if (random.Chance(plan.HungWrites))
            return random.Between(500 * Ms, 4 * Schedule.Second);
        if (random.Chance(plan.SlowWrites))
            return random.Between(plan.DiskMax, 200 * Ms);
        return random.Between(50, plan.DiskMax);
    }

    private bool IsSound(int from, int to) => IsHealthy(from) && IsHealthy(to);

    private bool IsSevered(int from, int to) => _cut.Contains(from) || _cut.Contains(to) || LacksLink(from, to) || LacksLink(to, from);

    private bool LacksLink(int node, int other) => other < FirstClient && _onlyLink.TryGetValue(node, out var only) && only != other;
}
