using Akka.Consensus.Simulation.Exploration.Engine;
using static Akka.Consensus.Simulation.Exploration.Specs.ResourceManager;

namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>
/// Two-phase commit: a transaction manager commits when every resource manager has told it that it is prepared. Messages are never taken
/// out of the set of those that were sent; so they may be lost, doubled, and come in any order.
/// </summary>
/// <remarks>Lamport, TwoPhase.tla (Gray and Lamport, "Consensus on Transaction Commit" (2006), §3).</remarks>
public class TwoPhaseSpec : ISpec
{
    private static readonly int Actions = Enum.GetValues<Action>().Length;
    private readonly Manager[] _managers;
    private readonly Field _decision;
    private readonly Field _commitSent;
    private readonly Field _abortSent;

    private readonly record struct Manager(Field Stands, Field PreparedSent, Field IsKnownPrepared);

    private enum Action
    {
        Hear,
        Prepare,
        ChooseToAbort,
        ObeyCommit,
        ObeyAbort,
        Commit,
        Abort,
    }

    private enum Decision
    {
        None,
        Committed,
        Aborted,
    }

    public TwoPhaseSpec(int participants)
    {
        var layout = new Layout();
        _managers = [.. Enumerable.Range(0, participants)
            .Select(_ => new Manager(layout.Add(Enum.GetValues<ResourceManager>().Length), layout.Add(2), layout.Add(2)))];
        _decision = layout.Add(Enum.GetValues<Decision>().Length);
        _commitSent = layout.Add(2);
        _abortSent = layout.Add(2);
        Words = layout.Words;
    }

    public int Words { get; }

    public void Begin(Span<ulong> state)
    {
        // All are working, nothing is decided, nothing was sent: all of that is 0.
    }

    public void Next(ReadOnlySpan<ulong> state, Steps steps)
    {
        if ((Decision)_decision.Get(state) == Decision.None)
            Decide(state, steps);
        for (var number = 0; number < _managers.Length; number++)
        {
            var manager = _managers[number];
            if ((Decision)_decision.Get(state) == Decision.None && manager.PreparedSent.Has(state))
                manager.IsKnownPrepared.Set(Add(state, steps, Action.Hear, number), 1);
            if ((ResourceManager)manager.Stands.Get(state) == Working)
            {
                var prepared = Add(state, steps, Action.Prepare, number);
                manager.Stands.Set(prepared, (int)Prepared);
                manager.PreparedSent.Set(prepared, 1);
                manager.Stands.Set(Add(state, steps, Action.ChooseToAbort, number), (int)Aborted);
            }

            if (_commitSent.Has(state))
                manager.Stands.Set(Add(state, steps, Action.ObeyCommit, number), (int)Committed);
            if (_abortSent.Has(state))
                manager.Stands.Set(Add(state, steps, Action.ObeyAbort, number), (int)Aborted);
        }
    }

    public string? Violation(ReadOnlySpan<ulong> state)
    {
        var (hasCommitted, hasAborted) = (false, false);
        foreach (var manager in _managers)
        {
            hasCommitted |= (ResourceManager)manager.Stands.Get(state) == Committed;
            hasAborted |= (ResourceManager)manager.Stands.Get(state) == Aborted;
        }

        if (hasCommitted && hasAborted)
            return "AC1: one resource manager has committed, another has aborted";
        return _commitSent.Has(state) && _abortSent.Has(state) ? "AC4: the transaction manager has decided twice" : null;
    }

    public string NameOf(int step)
    {
        var manager = $"r{step / Actions + 1}";
        return (Action)(step % Actions) switch
        {
            Action.Hear => $"the transaction manager hears that {manager} is prepared",
            Action.Prepare => $"{manager} prepares",
            Action.ChooseToAbort => $"{manager} chooses to abort",
            Action.ObeyCommit => $"{manager} is told to commit",
            Action.ObeyAbort => $"{manager} is told to abort",
            Action.Commit => "the transaction manager commits",
            _ => "the transaction manager aborts",
        };
    }

    public string Describe(ReadOnlySpan<ulong> state)
    {
        var parts = new List<string> { $"transaction manager {(Decision)_decision.Get(state)}" };
        for (var number = 0; number < _managers.Length; number++)
        {
            var manager = _managers[number];
            parts.Add($"r{number + 1} {(ResourceManager)manager.Stands.Get(state)}{(manager.IsKnownPrepared.Has(state) ? ", known to be prepared" : "")}");
        }

        return string.Join("; ", parts);
    }

    /// <summary>Whether so many resource managers that are known to be prepared let the transaction manager commit.</summary>
    protected virtual bool MayCommit(int prepared, int all) => prepared == all;

    private void Decide(ReadOnlySpan<ulong> state, Steps steps)
    {
        var known = 0;
        foreach (var manager in _managers)
            known += manager.IsKnownPrepared.Has(state) ? 1 : 0;
        if (MayCommit(known, _managers.Length))
        {
            var committed = Add(state, steps, Action.Commit, 0);
            _decision.Set(committed, (int)Decision.Committed);
            _commitSent.Set(committed, 1);
        }

        var aborted = Add(state, steps, Action.Abort, 0);
        _decision.Set(aborted, (int)Decision.Aborted);
        _abortSent.Set(aborted, 1);
    }

    private static Span<ulong> Add(ReadOnlySpan<ulong> state, Steps steps, Action action, int manager) =>
        steps.Add(manager * Actions + (int)action, state);
}
