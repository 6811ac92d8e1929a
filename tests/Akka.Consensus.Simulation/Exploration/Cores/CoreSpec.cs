using Akka.Consensus.Simulation.Exploration.Engine;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The shipping acceptors and proposers of a small world. Messages are never taken out of the set of those that were sent; so they may be
/// lost, doubled, and come in any order. A step is what one role does until it has sent something new. See <see cref="Behaviour"/> for
/// which states are told apart.
/// </summary>
public sealed class CoreSpec : ISpec
{
    private readonly CoreScope _scope;
    private readonly RoleStates[] _roles;
    private readonly Behaviour[] _behaviours;
    private readonly Field[] _numbers;
    private readonly Refinement _refinement;
    private readonly List<Move> _moves = [];

    private readonly record struct Move(int Role, RoleState From, NumberSet Inbox, RoleState To);

    public CoreSpec(CoreScope scope)
    {
        _scope = scope;
        _refinement = new Refinement(scope.Spec);
        var letters = new Letters(scope.Roles);
        _roles = [.. Enumerable.Range(0, scope.Roles).Select(r => scope.StatesOf(r, letters))];
        _behaviours = [.. _roles.Select(r => new Behaviour(r))];
        var layout = new Layout();
        _numbers = [.. _roles.Select(_ => layout.Add(int.MaxValue))];
        Words = layout.Words;
    }

    public int Words { get; }

    /// <summary>How many states of the specification were reached.</summary>
    public int Reached => _refinement.Reached;

    public void Begin(Span<ulong> state)
    {
        // Every role is in its first state, which has the number 0.
    }

    public void Next(ReadOnlySpan<ulong> state, Steps steps)
    {
        _moves.Clear();
        Span<int> numbers = stackalloc int[_roles.Length];
        Span<int> next = stackalloc int[_roles.Length];
        Unpack(state, numbers);
        for (var role = 0; role < numbers.Length; role++)
        {
            var from = _roles[role][numbers[role]];
            var inbox = InboxOf(role, numbers);
            foreach (var to in _behaviours[role].Of(from, inbox).Moves)
            {
                numbers.CopyTo(next);
                next[role] = to.Number;
                if (to.Wrong is null)
                    Answer(next);
                Pack(steps.Add(_moves.Count, state, to.Wrong ?? WrongWith(numbers, next)), next);
                _moves.Add(new Move(role, from, inbox, to));
            }
        }
    }

    public string? Violation(ReadOnlySpan<ulong> state) => _refinement.Violation(ToldIn(state));

    public string NameOf(int step)
    {
        var (role, from, inbox, to) = _moves[step];
        return $"{_scope.AddressOf(role)} {string.Join(", then ", _behaviours[role].WayTo(from, inbox, to))}";
    }

    public string Describe(ReadOnlySpan<ulong> state) => _scope.Spec.Describe(_refinement.StateOf(ToldIn(state)));

    /// <summary>Has every role send the answers that change nothing.</summary>
    private void Answer(Span<int> numbers)
    {
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var role = 0; role < numbers.Length; role++)
            {
                var full = _behaviours[role].Of(_roles[role][numbers[role]], InboxOf(role, numbers)).Full.Number;
                hasChanged |= full != numbers[role];
                numbers[role] = full;
            }
        }
    }

    private string? WrongWith(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        var (known, told) = (ToldBy(before), ToldBy(after));
        if (!_refinement.IsWay(known, told))
        {
            var fresh = told.Where(m => !known.Contains(m)).Select(_scope.Spec.NameOf);
            return $"this is no step of the specification: {string.Join(", ", fresh)}";
        }

        for (var role = 0; role < after.Length; role++)
        {
            foreach (var value in _roles[role][after[role]].CallsChosen)
            {
                if (!_refinement.IsChosen(told, value))
                    return $"P7: {_scope.AddressOf(role)} calls chosen what is not";
            }
        }

        return null;
    }

    private NumberSet ToldIn(ReadOnlySpan<ulong> state)
    {
        Span<int> numbers = stackalloc int[_roles.Length];
        Unpack(state, numbers);
        return ToldBy(numbers);
    }

    private NumberSet ToldBy(ReadOnlySpan<int> numbers)
    {
        var told = default(NumberSet);
        for (var role = 0; role < numbers.Length; role++)
            told |= _roles[role][numbers[role]].Tells;
        return told;
    }

    private NumberSet InboxOf(int role, ReadOnlySpan<int> numbers)
    {
        var inbox = default(NumberSet);
        for (var sender = 0; sender < numbers.Length; sender++)
            inbox |= _roles[sender][numbers[sender]].Sent[role];
        return inbox;
    }

    private void Pack(Span<ulong> state, ReadOnlySpan<int> numbers)
    {
        for (var role = 0; role < numbers.Length; role++)
            _numbers[role].Set(state, numbers[role]);
    }

    private void Unpack(ReadOnlySpan<ulong> state, Span<int> numbers)
    {
        for (var role = 0; role < numbers.Length; role++)
            numbers[role] = _numbers[role].Get(state);
    }
}
