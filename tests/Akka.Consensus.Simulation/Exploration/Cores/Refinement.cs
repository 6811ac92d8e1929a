using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>Holds what cores have told against the specification.</summary>
public sealed class Refinement(PaxosSpec spec)
{
    /// <summary>
    /// The most steps of the specification that one step of a core may stand for: a promise may also tell of a vote that was not told before.
    /// </summary>
    private const int MostSteps = 2;

    private readonly Dictionary<NumberSet, string?> _violations = [];
    private readonly Dictionary<(NumberSet, NumberSet), bool> _steps = [];

    /// <summary>How many states of the specification were reached.</summary>
    public int Reached => _violations.Count;

    /// <summary>Why the cores must not have told all this; null if they may.</summary>
    public string? Violation(NumberSet told)
    {
        if (!_violations.TryGetValue(told, out var violation))
            _violations.Add(told, violation = spec.Violation(StateOf(told)));
        return violation;
    }

    /// <summary>Whether the specification has a way from one state to the other that tells nothing else.</summary>
    public bool IsWay(NumberSet before, NumberSet after)
    {
        if (before == after)
            return true;
        if (_steps.TryGetValue((before, after), out var known))
            return known;
        return _steps[(before, after)] = IsWay(StateOf(before), StateOf(after), after, MostSteps);
    }

    /// <summary>Whether a value is chosen.</summary>
    public bool IsChosen(NumberSet told, int value) => spec.IsChosen(StateOf(told), value);

    /// <summary>The state of the specification in which just these messages were sent: its other variables follow from them.</summary>
    public ulong[] StateOf(NumberSet told)
    {
        var state = new ulong[spec.Words];
        for (var ballot = 0; ballot < spec.Ballots; ballot++)
        {
            for (var number = 0; number < spec.Messages.Count; number++)
            {
                if (spec.Messages[number].Ballot == ballot && told.Contains(number))
                    spec.Send(state, number);
            }
        }

        return state;
    }

    private bool IsWay(ReadOnlySpan<ulong> before, ReadOnlySpan<ulong> goal, NumberSet allowed, int most)
    {
        if (before.SequenceEqual(goal))
            return true;
        if (most == 0)
            return false;
        var steps = new Steps(spec.Words);
        spec.Next(before, steps);
        for (var i = 0; i < steps.Count; i++)
        {
            if (allowed.Contains(steps.StepAt(i)) && !steps[i].SequenceEqual(before) && IsWay(steps[i], goal, allowed, most - 1))
                return true;
        }

        return false;
    }
}
