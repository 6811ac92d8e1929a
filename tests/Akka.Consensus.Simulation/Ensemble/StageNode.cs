using Akka.Consensus.Core;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>One process with a clock of its own and the roles that live in it: they crash together, stand still together, and start together.</summary>
public sealed class StageNode : Process
{
    private const long TickInterval = 100 * Schedule.Millisecond;

    private readonly List<StageRole> _roles = [];
    private readonly VirtualClock _clock;

    internal StageNode(Stage stage, int number, string name, VirtualClock clock)
    {
        Stage = stage;
        Number = number;
        Name = name;
        _clock = clock;
    }

    public Stage Stage { get; }

    public int Number { get; }

    public string Name { get; }

    public IReadOnlyList<StageRole> Roles => _roles;

    public bool IsUp { get; private set; }

    /// <summary>Whether its disks were ever replaced by empty ones.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Rises with every crash.</summary>
    public int Life { get; private set; }

    /// <summary>The time on its monotonic clock.</summary>
    public TimeSpan Now => _clock.At(Stage.Schedule.Now);

    /// <summary>Adds a role. Only before the run begins.</summary>
    /// <param name="address">Where others find it. It may bear another name than the node.</param>
    /// <param name="create">Makes the core for each of its lives.</param>
    /// <param name="tell">The application: called for each outcome that the core tells. It may call the core in turn.</param>
    public StageRole Add(Address address, Func<IRole> create, Action<IOutcome>? tell = null)
    {
        var role = new StageRole(this, address, create, tell ?? (_ => { }));
        _roles.Add(role);
        Stage.Register(role);
        return role;
    }

    /// <summary>Starts all roles with what their disks hold; nothing if it is up.</summary>
    public void Start()
    {
        if (IsUp)
            return;
        IsUp = true;
        foreach (var role in _roles)
            role.Start();
        var life = Life;
        Stage.Schedule.After(Stage.Random.Between(0, TickInterval), () => Tick(life));
    }

    /// <summary>The process ends. It stays down until it is started.</summary>
    /// <returns>How many events were lost.</returns>
    public int Crash()
    {
        IsUp = false;
        Forget();
        Life++;
        return _roles.Sum(r => r.Crash());
    }

    /// <summary>The disks of all its roles are replaced by empty ones. Only while it is down.</summary>
    public void Wipe()
    {
        if (IsUp)
            throw new InvalidOperationException($"{Name} is up");
        HasForgotten = true;
        foreach (var role in _roles)
            role.Disk.Wipe();
        Stage.Wiped(this);
    }

    /// <summary>Whatever is broken in it is mended: it runs, and all its roles do.</summary>
    internal void Repair()
    {
        Resume();
        Start();
        foreach (var role in _roles)
        {
            if (role.Core is null)
                role.Start();
            role.Disk.Unhang();
        }
    }

    private void Tick(int life) => Run(() =>
    {
        if (life != Life)
            return;
        foreach (var role in _roles)
            role.Tick();
        var jitter = Stage.Random.Between(-TickInterval / 20, TickInterval / 20);
        Stage.Schedule.After(_clock.Real(TickInterval + jitter), () => Tick(life));
    });
}
