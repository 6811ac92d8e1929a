using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.World;

/// <summary>
/// Carries messages between nodes and clients: at most once and in order between two endpoints where nothing is wrong, as Akka.Remote does; with
/// faults they are lost, doubled, late, held up and overtaken.
/// </summary>
public sealed class Network(SimulatedWorld world)
{
    private const long LongestStraggling = 3 * Schedule.Second;

    private readonly Prng _random = new(world.Luck, Dice.Network);
    private readonly SwarmPlan _plan = world.Plan;
    private readonly Schedule _schedule = world.Schedule;
    private readonly Conditions _conditions = world.Conditions;
    private readonly Links _lastArrival = new();
    private readonly long[] _mailboxes = new long[Conditions.FirstClient];

    public string NameOf(int endpoint) => world.NameOf(endpoint);

    public void Carry(Letter letter)
    {
        if (!LetsThrough(letter))
            return;
        if (_conditions.IsSound(letter.From, letter.To))
        {
            var delay = _random.Between(_plan.DelayMin, 2 * _plan.DelayMin);
            _schedule.At(Ordered(letter, _schedule.Now + delay), letter);
            return;
        }

        if (Strikes(Fault.Loss, letter))
            return;
        CarryOnce(letter);
        if (Strikes(Fault.Doubling, letter))
            CarryOnce(letter);
    }

    /// <summary>Whether the link is whole: when the message leaves, and again when it arrives. What was under way when a link broke is lost with it.</summary>
    public bool LetsThrough(Letter letter)
    {
        if (!_conditions.IsBlocked(letter.From, letter.To))
            return true;
        world.Faults.Note(Fault.CutMessage, letter);
        return false;
    }

    /// <summary>New connections: what is on its way on the old ones, perhaps for seconds yet, holds up nothing any more.</summary>
    public void Reconnect() => _lastArrival.Clear();

    /// <summary>Within a process: nothing is lost or overtaken.</summary>
    public void CarryLocally(int node, LocalLetter letter)
    {
        var longest = _conditions.IsHealthy(node) ? SwarmPlan.ShortMailboxDelay : _plan.LocalDelayMax;
        var arrival = Math.Max(_schedule.Now + _random.Between(2, longest), _mailboxes[node] + 1);
        _mailboxes[node] = arrival;
        _schedule.At(arrival, letter);
    }

    private void CarryOnce(Letter letter)
    {
        var due = _schedule.Now + Delay(letter);
        var clear = _conditions.CloggedUntil(letter.From, letter.To);
        if (clear > due)
        {
            world.Faults.Note(Fault.Clogging, letter);
            due = clear;
        }

        if (_random.Chance(_plan.Rates[Fault.Overtaking]) && due < _lastArrival[letter.From, letter.To])
            world.Faults.Note(Fault.Overtaking, letter);
        else
            due = Ordered(letter, due);
        _schedule.At(due, letter);
    }

    private long Delay(Letter letter)
    {
        return Strikes(Fault.Straggling, letter)
            ? _random.Between(_plan.DelayMax, LongestStraggling)
            : _random.Between(_plan.DelayMin, _plan.DelayMax);
    }

    private bool Strikes(Fault fault, Letter letter)
    {
        if (!_random.Chance(_plan.Rates[fault]))
            return false;
        world.Faults.Note(fault, letter);
        return true;
    }

    private long Ordered(Letter letter, long due)
    {
        ref var last = ref _lastArrival[letter.From, letter.To];
        return last = Math.Max(due, last + 1);
    }
}
