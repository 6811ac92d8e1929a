using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>
/// Carries messages between nodes: at most once and in order between two of them where nothing is wrong, as Akka.Remote does; with faults they
/// are lost, doubled, late, held up and overtaken. Within a node nothing is lost or overtaken while the roles at both ends live.
/// </summary>
internal sealed class StageNetwork(Stage stage, Prng random)
{
    private const long LongestStraggling = 3 * Schedule.Second;

    private readonly StagePlan _plan = stage.Plan;
    private readonly Schedule _schedule = stage.Schedule;
    private readonly Conditions _conditions = stage.Conditions;
    private readonly Links _lastArrival = new();
    private readonly Links _mailboxes = new();

    private readonly record struct Letter(StageRole From, StageRole To, IMessage Message)
    {
        public int Sender => From.Node.Number;

        public int Receiver => To.Node.Number;
    }

    public void Carry(StageRole from, StageRole to, IMessage message)
    {
        var letter = new Letter(from, to, message);
        if (from.Node == to.Node)
        {
            CarryLocally(letter);
        }
        else if (LetsThrough(letter))
        {
            if (_conditions.IsSound(letter.Sender, letter.Receiver))
                Arrive(letter, Ordered(_lastArrival, letter, _schedule.Now + random.Between(_plan.DelayMin, 2 * _plan.DelayMin)));
            else
                CarryThroughFaults(letter);
        }
    }

    /// <summary>New connections: what is on its way on the old ones, perhaps for seconds yet, holds up nothing any more.</summary>
    public void Reconnect() => _lastArrival.Clear();

    private void CarryLocally(Letter letter)
    {
        var longest = _conditions.IsHealthy(letter.Receiver) ? StagePlan.ShortMailboxDelay : _plan.LocalDelayMax;
        var life = letter.To.Life;
        _schedule.At(Ordered(_mailboxes, letter, _schedule.Now + random.Between(2, longest)), () => letter.To.Node.Run(() =>
        {
            if (life == letter.To.Life)
                letter.To.Receive(letter.From.Address, letter.Message);
        }));
    }

    private void CarryThroughFaults(Letter letter)
    {
        if (Strikes(Fault.Loss, letter))
            return;
        CarryOnce(letter);
        if (Strikes(Fault.Doubling, letter))
            CarryOnce(letter);
    }

    private void CarryOnce(Letter letter)
    {
        var due = _schedule.Now + Delay(letter);
        var clear = _conditions.CloggedUntil(letter.Sender, letter.Receiver);
        if (clear > due)
        {
            Note(Fault.Clogging, letter);
            due = clear;
        }

        if (random.Chance(_plan.Rates[Fault.Overtaking]) && due < _lastArrival[letter.Sender, letter.Receiver])
            Note(Fault.Overtaking, letter);
        else
            due = Ordered(_lastArrival, letter, due);
        Arrive(letter, due);
    }

    private long Delay(Letter letter)
    {
        return Strikes(Fault.Straggling, letter)
            ? random.Between(_plan.DelayMax, LongestStraggling)
            : random.Between(_plan.DelayMin, _plan.DelayMax);
    }

    private void Arrive(Letter letter, long due) => _schedule.At(due, () =>
    {
        if (LetsThrough(letter))
            letter.To.Node.Run(() => letter.To.Receive(letter.From.Address, letter.Message));
    });

    /// <summary>Whether the link is whole: asked when the message leaves, and again when it arrives. What was under way when it broke is lost.</summary>
    private bool LetsThrough(Letter letter)
    {
        if (!_conditions.IsBlocked(letter.Sender, letter.Receiver))
            return true;
        Note(Fault.CutMessage, letter);
        return false;
    }

    private bool Strikes(Fault fault, Letter letter)
    {
        if (!random.Chance(_plan.Rates[fault]))
            return false;
        Note(fault, letter);
        return true;
    }

    private static long Ordered(Links arrivals, Letter letter, long due)
    {
        ref var last = ref arrivals[letter.Sender, letter.Receiver];
        return last = Math.Max(due, last + 1);
    }

    private void Note(Fault fault, Letter letter) =>
        stage.Faults.Note(fault, letter.From.Name, $"-> {letter.To.Name}: {Wording.Of(letter.Message)}");
}
