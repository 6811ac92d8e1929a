namespace Akka.Consensus.Checkers.Search;

/// <summary>
/// A history laid out for a search: the operations that must take effect, numbered in the order of their calls, and after them those
/// that may. Calls and returns are numbered together, so that times are compared as positions; at the same time, calls come first.
/// </summary>
internal sealed class Timeline<TOp>
{
    private readonly int[] _slotsOf = new int[Enum.GetValues<StateEffect>().Length];

    public Timeline(IReadOnlyList<Operation<TOp>> operations, Func<TOp, StateEffect> effectOf)
    {
        // What changes nothing and told nobody anything may be left out.
        Operations = [.. operations
            .Where(o => o.IsComplete || effectOf(o.Content) != StateEffect.None)
            .OrderBy(o => o.IsComplete ? 0 : 1).ThenBy(o => o.Call)];
        Required = Operations.Count(o => o.IsComplete);
        Effects = [.. Operations.Select(o => effectOf(o.Content))];
        Calls = new int[Operations.Length];
        Returns = new int[Operations.Length];
        Ranks = new int[Required];
        ByRank = new int[Required];
        Slots = new int[Required];
        Place();
        Kinds = Classify();
    }

    /// <summary>The operations that must take effect, then those that may; each part in the order of calls.</summary>
    public Operation<TOp>[] Operations { get; }

    /// <summary>How many must take effect.</summary>
    public int Required { get; }

    /// <summary>How many may take effect.</summary>
    public int Optional => Operations.Length - Required;

    public StateEffect[] Effects { get; }

    /// <summary>The same number for operations that are equal.</summary>
    public int[] Kinds { get; }

    /// <summary>The position of each call among all calls and returns.</summary>
    public int[] Calls { get; }

    /// <summary>The position of each return.</summary>
    public int[] Returns { get; }

    /// <summary>The place of each return among the returns.</summary>
    public int[] Ranks { get; }

    /// <summary>The operation that returns as the n-th.</summary>
    public int[] ByRank { get; }

    /// <summary>
    /// A small number for each operation that must take effect; of two with the same effect that are open at the same time, each has its own.
    /// </summary>
    public int[] Slots { get; }

    /// <summary>The position of the call at a time.</summary>
    public int PositionOf(long call) => Calls[Array.FindIndex(Operations, o => o.Call == call)];

    /// <summary>How many slots operations with this effect need: the most of them that were ever open at the same time.</summary>
    public int SlotsOf(StateEffect effect) => _slotsOf[(int)effect];

    private void Place()
    {
        var events = new List<(long Time, bool IsReturn, int Operation)>(Operations.Length * 2);
        for (var i = 0; i < Operations.Length; i++)
        {
            events.Add((Operations[i].Call, false, i));
            if (i < Required)
                events.Add((Operations[i].Return, true, i));
            else
                Returns[i] = int.MaxValue;
        }

        events.Sort();
        var free = Array.ConvertAll(_slotsOf, _ => new Stack<int>());
        var rank = 0;
        for (var position = 0; position < events.Count; position++)
        {
            var (_, isReturn, operation) = events[position];
            var effect = (int)Effects[operation];
            if (isReturn)
            {
                Returns[operation] = position;
                ByRank[rank] = operation;
                Ranks[operation] = rank++;
                free[effect].Push(Slots[operation]);
                continue;
            }

            Calls[operation] = position;
            if (operation < Required)
                Slots[operation] = free[effect].Count > 0 ? free[effect].Pop() : _slotsOf[effect]++;
        }
    }

    private int[] Classify()
    {
        var numbers = new Dictionary<Box, int>();
        return Array.ConvertAll(Operations, o =>
        {
            numbers.TryAdd(new Box(o.Content), numbers.Count);
            return numbers[new Box(o.Content)];
        });
    }

    /// <summary>Lets a key be anything, null too.</summary>
    private readonly record struct Box(TOp Content);
}
