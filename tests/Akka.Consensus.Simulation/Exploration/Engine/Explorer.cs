namespace Akka.Consensus.Simulation.Exploration.Engine;

/// <summary>
/// Visits every state of a spec, breadth first, and checks the invariants in each. The order is the same in every run, and what is found
/// wrong is reached by as few steps as can be.
/// </summary>
public static class Explorer
{
    /// <summary>Explores a spec.</summary>
    /// <param name="spec">What to explore.</param>
    /// <param name="limit">How many states there may be.</param>
    /// <param name="progress">Told now and then how many states were found and how many of these were expanded.</param>
    /// <exception cref="StateLimitException">There are more states than the limit.</exception>
    public static Explored Run(ISpec spec, long limit = int.MaxValue, Action<int, int>? progress = null)
    {
        var states = new StateStore(spec.Words);
        var steps = new Steps(spec.Words);
        Span<ulong> first = new ulong[spec.Words];
        spec.Begin(first);
        states.Add(first, 0);
        if (spec.Violation(first) is { } wrongAtOnce)
            return new Explored(states, 0, 1, new Counterexample(wrongAtOnce, Trace(spec, states, 0)));

        var taken = 0L;
        var depth = 1;
        var levelEnd = 1;
        for (var number = 0; number < states.Count; number++)
        {
            if (number == levelEnd)
            {
                depth++;
                levelEnd = states.Count;
            }

            steps.Clear();
            spec.Next(states[number], steps);
            taken += steps.Count;
            for (var i = 0; i < steps.Count; i++)
            {
                var isNew = states.Add(steps[i], number);
                if ((steps.WrongAt(i) ?? (isNew ? spec.Violation(steps[i]) : null)) is { } wrong)
                {
                    var last = new TracedStep(spec.NameOf(steps.StepAt(i)), spec.Describe(steps[i]));
                    return new Explored(states, taken, depth, new Counterexample(wrong, [.. Trace(spec, states, number), last]));
                }
            }

            if (states.Count > limit)
                throw new StateLimitException(limit);
            progress?.Invoke(states.Count, number + 1);
        }

        return new Explored(states, taken, depth, null);
    }

    private static List<TracedStep> Trace(ISpec spec, StateStore states, int last)
    {
        var way = new Stack<int>();
        for (var number = last; number != 0; number = states.ParentOf(number))
            way.Push(number);
        var trace = new List<TracedStep> { new("", spec.Describe(states[0])) };
        var steps = new Steps(spec.Words);
        for (var from = 0; way.TryPop(out var number); from = number)
        {
            steps.Clear();
            spec.Next(states[from], steps);
            var taken = 0;
            while (!steps[taken].SequenceEqual(states[number]))
                taken++;
            trace.Add(new TracedStep(spec.NameOf(steps.StepAt(taken)), spec.Describe(states[number])));
        }

        return trace;
    }
}
