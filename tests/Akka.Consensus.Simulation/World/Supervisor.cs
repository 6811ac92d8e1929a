namespace Akka.Consensus.Simulation.World;

/// <summary>
/// Starts a role again that has stopped by itself, after a wait that doubles while it goes on failing: what the shell's BackoffSupervisor does.
/// </summary>
public sealed class Supervisor(RoleHost role)
{
    private const long MinBackoff = 200 * Schedule.Millisecond;
    private const long MaxBackoff = 5 * Schedule.Second;

    private readonly SimulatedWorld _world = role.Node.World;
    private long _backoff = MinBackoff;
    private long _startedAt;

    /// <summary>The role found a write failed: this life of it is over.</summary>
    public void Failed()
    {
        var hasLived = _world.Schedule.Now - _startedAt >= MinBackoff;
        _backoff = hasLived ? MinBackoff : Math.Min(2 * _backoff, MaxBackoff);
        role.Crash();
        StartAfter(_world.Random.Between(_backoff, _backoff * 12 / 10));
    }

    /// <summary>Starts the role after a wait, unless its process ends first.</summary>
    public void StartAfter(long wait)
    {
        var life = role.Life;
        var node = role.Node;
        _world.Schedule.After(wait, () => node.Run(() =>
        {
            if (!node.IsUp || role.Core is not null || role.Life != life)
                return;
            _startedAt = _world.Schedule.Now;
            role.Start();
        }));
    }
}
