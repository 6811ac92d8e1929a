namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>What one role may do with the messages that there are for it.</summary>
/// <param name="Moves">The states in which it has just sent something new, or found itself wrong.</param>
/// <param name="Full">
/// The state that stands for this one: as this one, with everything sent that it can send and be as before; so it can do all that this one can.
/// </param>
public sealed record Options(IReadOnlyList<RoleState> Moves, RoleState Full);

/// <summary>The behaviour of one role, as others can see it.</summary>
public sealed class Behaviour(RoleStates states)
{
    private readonly Dictionary<(int State, NumberSet Inbox), Options> _options = [];
    private readonly Dictionary<(int State, NumberSet Inbox), Hidden> _hidden = [];

    private sealed record Hidden(HashSet<int> Reached, List<RoleState> Seen);

    public int Count => _options.Count;

    public Options Of(RoleState state, NumberSet inbox)
    {
        if (_options.TryGetValue((state.Number, inbox), out var known))
            return known;
        return _options[(state.Number, inbox)] = Find(state, inbox);
    }

    public IReadOnlyList<string> WayTo(RoleState from, NumberSet inbox, RoleState to)
    {
        var before = new Dictionary<int, (RoleState State, string How)>();
        var queue = new Queue<RoleState>([from]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var (next, how) in Next(state, inbox))
            {
                if (next == from || !before.TryAdd(next.Number, (state, how)))
                    continue;
                if (next.Number == to.Number)
                    return WayBack(before, from, to);
                if (IsHidden(state, next))
                    queue.Enqueue(next);
            }
        }

        throw new InvalidOperationException("there is no such way");
    }

    private static List<string> WayBack(Dictionary<int, (RoleState State, string How)> before, RoleState from, RoleState to)
    {
        var way = new List<string>();
        for (var at = to; at.Number != from.Number; at = before[at.Number].State)
            way.Insert(0, before[at.Number].How);
        return way;
    }

    private Options Find(RoleState state, NumberSet inbox)
    {
        var seen = Explore(state, inbox).Seen;
        foreach (var next in seen.Where(s => s.Wrong is null && s.Tells == state.Tells))
        {
            var back = Explore(next, inbox).Reached.Select(n => states[n]).FirstOrDefault(s => s.Memory == state.Memory);
            if (back is not null)
                return new Options([], Of(back, inbox).Full);
        }

        var first = Explore(state, inbox).Reached.Where(n => n <= state.Number && Explore(states[n], inbox).Reached.Contains(state.Number)).Min();
        if (first != state.Number)
            return new Options([], states[first]);
        var moves = new List<RoleState>();
        foreach (var next in seen)
        {
            var isCovered = next.Wrong is null && seen.Any(o => o.Wrong is null && o.Number != next.Number && Explore(o, inbox).Reached.Contains(next.Number)
                && (o.Number < next.Number || !Explore(next, inbox).Reached.Contains(o.Number)));
            if (!isCovered)
                moves.Add(next);
        }

        return new Options(moves, state);
    }

    private Hidden Explore(RoleState from, NumberSet inbox)
    {
        if (_hidden.TryGetValue((from.Number, inbox), out var known))
            return known;
        var reached = new HashSet<int> { from.Number };
        var seen = new List<RoleState>();
        var noted = new HashSet<int>();
        var queue = new Queue<RoleState>([from]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var (next, _) in Next(state, inbox))
            {
                if (!IsHidden(state, next))
                {
                    if (noted.Add(next.Number))
                        seen.Add(next);
                }
                else if (reached.Add(next.Number))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return _hidden[(from.Number, inbox)] = new Hidden(reached, seen);
    }

    private IEnumerable<(RoleState State, string How)> Next(RoleState state, NumberSet inbox)
    {
        foreach (var next in states.Go(state))
            yield return next;
        for (var letter = 0; letter < NumberSet.Limit; letter++)
        {
            if (!inbox.Contains(letter))
                continue;
            foreach (var next in states.Take(state, letter))
                yield return next;
        }
    }

    private static bool IsHidden(RoleState before, RoleState after) => after.Wrong is null && before.Sent.AsSpan().SequenceEqual(after.Sent.AsSpan());
}
