using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.World;

/// <summary>
/// Carries messages between nodes and clients: at most once and in order between two endpoints where nothing is wrong, as Akka.Remote does; with
/// faults they are lost, doubled, late and overtaken.
/// </summary>
public sealed class Network(Schedule schedule, Conditions conditions)
{
    private readonly Dictionary<(int From, int To), long> _lastArrival = [];

    public void Carry(int from, int to, Action deliver)
    {
        if (conditions.IsLost(from, to))
            return;
        CarryOnce(from, to, deliver);
        if (conditions.IsDoubled(from, to))
            CarryOnce(from, to, deliver);
    }

    /// <summary>New connections: what is on its way on the old ones, perhaps for seconds yet, holds up nothing any more. Mailboxes stay in order.</summary>
    public void Reconnect()
    {
        foreach (var link in _lastArrival.Keys.Where(l => l.From != l.To).ToList())
            _lastArrival.Remove(link);
    }

    /// <summary>Within a process: nothing is lost or overtaken.</summary>
    public void CarryLocally(int endpoint, Action deliver) => schedule.At(Ordered(endpoint, endpoint, conditions.LocalDelay(endpoint)), deliver);

    private void CarryOnce(int from, int to, Action deliver)
    {
        var delay = conditions.Delay(from, to);
        var arrival = conditions.IsReordered(from, to) ? schedule.Now + delay : Ordered(from, to, delay);
        schedule.At(arrival, () =>
        {
            // What was under way when a link broke is lost with it.
            if (!conditions.IsBlocked(from, to))
                deliver();
        });
    }

    private long Ordered(int from, int to, long delay)
    {
        var arrival = Math.Max(schedule.Now + delay, _lastArrival.GetValueOrDefault((from, to)) + 1);
        _lastArrival[(from, to)] = arrival;
        return arrival;
    }
}
