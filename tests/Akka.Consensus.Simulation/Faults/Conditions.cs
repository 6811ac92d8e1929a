using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>
/// What is broken now: links and disks. An endpoint is a number: nodes count from 0, clients are all one more endpoint each, from
/// <see cref="FirstClient"/> on, or behind as many nodes as are asked for.
/// </summary>
public sealed class Conditions(Schedule schedule, int nodes = Conditions.FirstClient)
{
    public const int FirstClient = 8;

    private const int None = -1;

    private readonly Links _cutUntil = new();
    private readonly Links _cloggedUntil = new();
    private readonly long[] _fullUntil = new long[nodes];
    private readonly bool[] _isHealthy = new bool[nodes];
    private readonly bool[] _isCutOff = new bool[nodes];
    private readonly int[] _onlyLink = [.. Enumerable.Repeat(None, nodes)];
    private bool _isHealed;
    private bool _isAnyLeftBroken;

    /// <summary>Whether nothing strikes this process any more.</summary>
    public bool IsHealthy(int endpoint) =>
        _isHealed && (endpoint >= nodes || _isHealthy[endpoint] || _onlyLink[endpoint] != None);

    /// <summary>Whether nothing strikes what goes from one to the other any more.</summary>
    public bool IsSound(int from, int to) => _isHealed && IsHealthy(from) && IsHealthy(to);

    /// <summary>From now on these nodes, and all clients, have fast disks and sound links to one another.</summary>
    public void Heal(IEnumerable<int> healthy)
    {
        _isHealed = true;
        foreach (var node in healthy)
            _isHealthy[node] = true;
    }

    /// <summary>This node stays cut off from all others for good.</summary>
    public void CutOff(int node)
    {
        _isAnyLeftBroken = true;
        _isCutOff[node] = true;
    }

    /// <summary>A partial partition: this node is sound, and reaches all clients, but of the other nodes only one.</summary>
    public void LeaveOneLink(int node, int other)
    {
        _isAnyLeftBroken = true;
        _onlyLink[node] = other;
    }

    /// <summary>Whether some node is left that reaches one other only.</summary>
    public bool IsPartitioned => _onlyLink.Any(l => l != None);

    /// <summary>Nothing passes in this direction for a while.</summary>
    public void Cut(int from, int to, long duration)
    {
        ref var until = ref _cutUntil[from, to];
        until = Math.Max(until, schedule.Now + duration);
    }

    public bool IsBlocked(int from, int to) =>
        (_isAnyLeftBroken && IsSevered(from, to)) || (_cutUntil[from, to] > schedule.Now && !IsSound(from, to));

    /// <summary>What goes in this direction is held for a while.</summary>
    public void Clog(int from, int to, long duration)
    {
        ref var until = ref _cloggedUntil[from, to];
        until = Math.Max(until, schedule.Now + duration);
    }

    /// <summary>When what is sent now in this direction is let go; the past, if nothing holds it.</summary>
    public long CloggedUntil(int from, int to) => _cloggedUntil[from, to];

    /// <summary>Every write of this node fails for a while.</summary>
    public void Fill(int node, long duration) => _fullUntil[node] = Math.Max(_fullUntil[node], schedule.Now + duration);

    public bool IsFull(int node) => _fullUntil[node] > schedule.Now && !IsHealthy(node);

    private bool IsSevered(int from, int to) => IsCutOff(from) || IsCutOff(to) || LacksLink(from, to) || LacksLink(to, from);

    private bool IsCutOff(int endpoint) => endpoint < nodes && _isCutOff[endpoint];

    private bool LacksLink(int node, int other) =>
        node < nodes && other < nodes && _onlyLink[node] != None && _onlyLink[node] != other;
}
