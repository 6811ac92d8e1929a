using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>
/// What must come about, and how soon. A demand is looked at every few milliseconds; the time is part of what is demanded, and virtual, so that no
/// machine is too slow for it.
/// </summary>
public sealed class Demands(Stage stage)
{
    private const long Glance = 20 * Schedule.Millisecond;

    private int _unmet;

    /// <summary>Whether everything demanded has come about.</summary>
    public bool AreMet => _unmet == 0;

    /// <summary>From now on something must come about within a time, in microseconds.</summary>
    /// <param name="what">What, and within what time: the name of the violation if it does not.</param>
    /// <param name="within">The time, in microseconds.</param>
    /// <param name="condition">Whether it has come about.</param>
    /// <param name="missing">Says what is missing if it has not.</param>
    /// <param name="then">Called when it has: may demand more.</param>
    public void Add(string what, long within, Func<bool> condition, Func<string>? missing = null, Action? then = null)
    {
        _unmet++;
        Look(what, stage.Schedule.Now + within, condition, missing ?? (() => "not met"), then);
    }

    private void Look(string what, long until, Func<bool> condition, Func<string> missing, Action? then)
    {
        if (condition())
        {
            stage.Trace.Note("recovery", $"met: {what}");
            then?.Invoke();
            _unmet--;
        }
        else if (stage.Schedule.Now >= until)
        {
            throw new ViolationException($"after faults: {what}", missing());
        }
        else
        {
            stage.Schedule.Glance(Glance, () => Look(what, until, condition, missing, then));
        }
    }
}
