namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>What one role may do with the messages that there are for it, as others can see it.</summary>
/// <param name="Moves">The states in which it has just sent something new, or turned out to be wrong.</param>
/// <param name="Full">The state that stands for this one; this one itself, if there are moves.</param>
public sealed record Options(IReadOnlyList<RoleState> Moves, RoleState Full);

/// <summary>
/// The behaviour of one role. Others see only what it sends: so the steps in between are taken as one with the step that sends, and
/// states are left out that make no difference to others. Messages being never taken away, a role that can get from one state to another
/// by itself can do all that it could do there.
/// </summary>
public sealed class Behaviour(RoleStates states)
{
    private readonly Dictionary<(int State, NumberSet Inbox), Options> _options = [];
    private readonly Dictionary<(int State, NumberSet Inbox), Reach> _reaches = [];

    /// <summary>How far a role gets without sending anything new.</summary>
    /// <param name="States">The states that it gets to, in order.</param>
    /// <param name="Next">The states that come next: in them it has sent something, or turned out to be wrong.</param>
    private sealed record Reach(int[] States, int[] Next)
    {
        public bool Contains(int state) => Array.BinarySearch(States, state) >= 0;
    }

    /// <summary>What the role may do.</summary>
    public Options Of(RoleState state, NumberSet inbox)
    {
        if (_options.TryGetValue((state.Number, inbox), out var known))
            return known;
        var full = Answered(state, inbox) ?? First(state, inbox);
        var options = full is null ? new Options(Moves(state, inbox), state) : new Options([], Of(full, inbox).Full);
        return _options[(state.Number, inbox)] = options;
    }

    /// <summary>A shortest way to one of the moves, for a person to read.</summary>
    public IReadOnlyList<string> WayTo(RoleState from, NumberSet inbox, RoleState to)
    {
        var ways = new Dictionary<int, (RoleState Before, RoleStep Step)>();
        var queue = new Queue<RoleState>([from]);
        while (!ways.ContainsKey(to.Number))
        {
            var state = queue.Dequeue();
            foreach (var step in Steps(state, inbox))
            {
                if (ways.TryAdd(step.To.Number, (state, step)) && IsPrivate(state, step.To))
                    queue.Enqueue(step.To);
            }
        }

        var way = new List<string>();
        for (var at = to; at.Number != from.Number; at = ways[at.Number].Before)
            way.Insert(0, ways[at.Number].Step.ToString());
        return way;
    }

    /// <summary>
    /// The state that is as this one, with an answer sent that changes nothing: the role has sent nothing that the specification knows
    /// of, and can get back to where it was. It can do all that this one can. Null if every such answer was sent.
    /// </summary>
    private RoleState? Answered(RoleState state, NumberSet inbox)
    {
        foreach (var next in ReachOf(state, inbox).Next.Select(n => states[n]))
        {
            if (next.Wrong is null && next.Tells == state.Tells)
            {
                foreach (var back in ReachOf(next, inbox).States)
                {
                    if (states[back].Memory == state.Memory)
                        return states[back];
                }
            }
        }

        return null;
    }

    /// <summary>Of the states that the role can go to and come back from, the first that was found; null if that is this one.</summary>
    private RoleState? First(RoleState state, NumberSet inbox)
    {
        foreach (var other in ReachOf(state, inbox).States)
        {
            if (other == state.Number)
                return null;
            if (ReachOf(states[other], inbox).Contains(state.Number))
                return states[other];
        }

        return null;
    }

    /// <summary>The states that come next, but for those that the role can get to from another of them.</summary>
    private List<RoleState> Moves(RoleState state, NumberSet inbox)
    {
        var next = ReachOf(state, inbox).Next;
        var moves = new List<RoleState>();
        foreach (var one in next)
        {
            var isCovered = states[one].Wrong is null && next.Any(other => states[other].Wrong is null && other != one
                && ReachOf(states[other], inbox).Contains(one) && (other < one || !ReachOf(states[one], inbox).Contains(other)));
            if (!isCovered)
                moves.Add(states[one]);
        }

        return moves;
    }

    private Reach ReachOf(RoleState from, NumberSet inbox)
    {
        if (_reaches.TryGetValue((from.Number, inbox), out var known))
            return known;
        var reached = new HashSet<int> { from.Number };
        var next = new HashSet<int>();
        var queue = new Queue<RoleState>([from]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var step in Steps(state, inbox))
            {
                if (!IsPrivate(state, step.To))
                    next.Add(step.To.Number);
                else if (reached.Add(step.To.Number))
                    queue.Enqueue(step.To);
            }
        }

        return _reaches[(from.Number, inbox)] = new Reach([.. reached.Order()], [.. next.Order()]);
    }

    private IEnumerable<RoleStep> Steps(RoleState state, NumberSet inbox)
    {
        foreach (var step in states.Go(state))
            yield return step;
        foreach (var letter in inbox)
        {
            foreach (var step in states.Take(state, letter))
                yield return step;
        }
    }

    private static bool IsPrivate(RoleState before, RoleState after) =>
        after.Wrong is null && before.Sent.AsSpan().SequenceEqual(after.Sent.AsSpan());
}
