using Akka.Consensus.Simulation.Exploration.Engine;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The shipping acceptors and proposers together. Messages are never taken out of the set of those that were sent; so they may be lost, doubled, and come in any order.
/// </summary>
public sealed class CoreSpec : ISpec
{
    private readonly CoreScope _scope;
    private readonly Letters _letters;
    private readonly RoleStates[] _roles;
    private readonly Behaviour[] _behaviours;
    private readonly Field[] _fields;
    private readonly int[] _first;
    private readonly List<(int Role, RoleState From, NumberSet Inbox, RoleState To)> _moves = [];

    public CoreSpec(CoreScope scope)
    {
        _scope = scope;
        _letters = new Letters(scope.Roles);
        Refinement = new Refinement(scope.Spec);
        var layout = new Layout();
        _fields = [.. Enumerable.Range(0, scope.Roles).Select(_ => layout.Add(1 << 30))];
        _roles = new RoleStates[scope.Roles];
        _first = new int[scope.Roles];
        for (var role = 0; role < scope.Roles; role++)
        {
            if (role < scope.Acceptors)
            {
                var acceptors = new AcceptorStates(role, scope, _letters);
                (_roles[role], _first[role]) = (acceptors, acceptors.First().Number);
            }
            else
            {
                var proposers = new ProposerStates(role, scope, _letters);
                (_roles[role], _first[role]) = (proposers, proposers.First().Number);
            }
        }

        _behaviours = [.. _roles.Select(r => new Behaviour(r))];
        Words = layout.Words;
    }

    public Refinement Refinement { get; }

    public int Words { get; }

    public string Stats => string.Join(" ", _roles.Select((r, i) => $"{r.Count}/{_behaviours[i].Count}/{_letters.CountTo(i)}"));

    public void Begin(Span<ulong> state)
    {
        Span<int> numbers = stackalloc int[_scope.Roles];
        _first.CopyTo(numbers);
        Pack(state, numbers);
    }

    public void Next(ReadOnlySpan<ulong> state, Steps steps)
    {
        _moves.Clear();
        Span<int> numbers = stackalloc int[_scope.Roles];
        Unpack(state, numbers);
        var told = Told(numbers);
        Span<int> next = stackalloc int[_scope.Roles];
        for (var role = 0; role < numbers.Length; role++)
        {
            var from = _roles[role][numbers[role]];
            var inbox = InboxOf(role, numbers);
            foreach (var to in _behaviours[role].Of(from, inbox).Moves)
            {
                numbers.CopyTo(next);
                next[role] = to.Number;
                var wrong = to.Wrong;
                if (wrong is null)
                {
                    Saturate(next);
                    wrong = Judge(told, next);
                }

                _moves.Add((role, from, inbox, to));
                Pack(steps.Add(_moves.Count - 1, state, wrong), next);
            }
        }
    }

    public string? Violation(ReadOnlySpan<ulong> state)
    {
        Span<int> numbers = stackalloc int[_scope.Roles];
        Unpack(state, numbers);
        return Refinement.Violation(Told(numbers));
    }

    public string NameOf(int step)
    {
        var (role, from, inbox, to) = _moves[step];
        return $"{_scope.AddressOf(role)} {string.Join(", then ", _behaviours[role].WayTo(from, inbox, to))}";
    }

    public string Describe(ReadOnlySpan<ulong> state)
    {
        Span<int> numbers = stackalloc int[_scope.Roles];
        Unpack(state, numbers);
        return _scope.Spec.Describe(Refinement.StateOf(Told(numbers)));
    }

    private string? Judge(NumberSet before, ReadOnlySpan<int> numbers)
    {
        var after = Told(numbers);
        if (!Refinement.IsWay(before, after))
            return "this is no step of the specification";
        for (var role = 0; role < numbers.Length; role++)
        {
            var called = _roles[role][numbers[role]].CallsChosen;
            foreach (var value in _scope.Proposable)
            {
                if (called.Contains(value.Number) && !Refinement.IsChosen(after, value.Number))
                    return $"P7: {_scope.AddressOf(role)} calls chosen what is not";
            }
        }

        return null;
    }

    private void Saturate(Span<int> numbers)
    {
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var role = 0; role < numbers.Length; role++)
            {
                var state = _roles[role][numbers[role]];
                var full = _behaviours[role].Of(state, InboxOf(role, numbers)).Full.Number;
                hasChanged |= full != numbers[role];
                numbers[role] = full;
            }
        }
    }

    private NumberSet Told(ReadOnlySpan<int> numbers)
    {
        var told = default(NumberSet);
        for (var role = 0; role < numbers.Length; role++)
            told |= _roles[role][numbers[role]].Tells;
        return told;
    }

    private NumberSet InboxOf(int role, ReadOnlySpan<int> numbers)
    {
        var inbox = default(NumberSet);
        for (var other = 0; other < numbers.Length; other++)
            inbox |= _roles[other][numbers[other]].Sent[role];
        return inbox;
    }

    private void Pack(Span<ulong> state, ReadOnlySpan<int> numbers)
    {
        for (var role = 0; role < numbers.Length; role++)
            _fields[role].Set(state, numbers[role]);
    }

    private void Unpack(ReadOnlySpan<ulong> state, Span<int> numbers)
    {
        for (var role = 0; role < numbers.Length; role++)
            numbers[role] = _fields[role].Get(state);
    }
}
