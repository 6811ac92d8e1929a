using System.Collections.Immutable;
using Akka.Consensus.Core;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of one role with a shipping core in it. Events become durable one after the other, each by a step of its own. The role may
/// crash at any time: then it keeps any number of the events that wait for the disk, and what waited for them to be durable is not sent.
/// </summary>
public abstract class CoreStates<TCore>(int role, CoreScope scope, Letters letters) : RoleStates
{
    private readonly Effects _effects = new();

    /// <summary>The number of this role: the acceptors come first, in the order of their nodes, then the proposers.</summary>
    protected int Role => role;

    /// <summary>The world that it is in.</summary>
    protected CoreScope Scope => scope;

    /// <summary>A core as it is made.</summary>
    protected abstract TCore Create();

    /// <summary>Gives a core back an event.</summary>
    protected abstract void Recover(TCore core, IEvent stored);

    /// <summary>Starts a core that has been given back all its events.</summary>
    protected abstract void Start(TCore core, Effects effects);

    /// <summary>Has something happen to a core: a <see cref="Letter"/>, or one of <see cref="Chances"/>.</summary>
    protected abstract void Tell(TCore core, object what, Effects effects);

    /// <summary>What may happen to a core but for messages and its disk.</summary>
    protected abstract IEnumerable<object> Chances(TCore core, RoleState state);

    /// <summary>Whether a message may come now.</summary>
    protected virtual bool MayCome(TCore core, Letter letter) => true;

    /// <summary>The notes after a start.</summary>
    /// <param name="stored">The last note that a row of the journal has; null if none has one.</param>
    /// <param name="notes">The notes before; null before the first start.</param>
    protected abstract object NotesAfterStart(object? stored, object? notes);

    /// <summary>The ways to read what a core wants done, each as the notes that it leads to.</summary>
    protected virtual IEnumerable<object> Readings(TCore core, RoleState state, object what, IReadOnlyList<Effect> effects) =>
        [state.Notes];

    /// <summary>The row for an event, and the notes then.</summary>
    protected virtual (Row Row, object Notes) Note(TCore core, object what, IEvent stored, object notes) => (new Row(stored, null), notes);

    /// <summary>The letter for a message; null if it is lost, or for nobody here.</summary>
    protected abstract Letter? Write(TCore core, Address to, IMessage message, object notes);

    /// <summary>Why it is wrong that a letter leaves while the journal would restore this core (P8); null if it is right.</summary>
    protected abstract string? Refute(TCore restored, Letter letter);

    /// <summary>Finds the state in which nothing has happened yet.</summary>
    protected void FindFirst(params IEnumerable<IEvent> journal) => Start(new RoleState
    {
        Journal = [.. journal.Select(e => new Row(e, null))],
        Durable = "",
        Recovered = 0,
        Notes = NotesAfterStart(null, null),
        Sent = [.. new NumberSet[scope.Roles]],
    });

    protected sealed override IEnumerable<RoleStep> FindTaking(RoleState state, int letter) => Tell(state, letters[role, letter]);

    protected sealed override IEnumerable<RoleStep> FindGoing(RoleState state)
    {
        if (!state.Waiting.IsEmpty)
            yield return new RoleStep("has an event written to its disk", WriteOne(state));
        for (var kept = 0; kept <= state.Waiting.Count(w => w is Row); kept++)
        {
            var journal = state.Journal.AddRange(state.Waiting.OfType<Row>().Take(kept));
            yield return new RoleStep($"crashes, and starts again with {journal.Length} events in its journal", Start(state with { Journal = journal }));
        }

        foreach (var chance in Chances(Rebuild(state), state))
        {
            foreach (var step in Tell(state, chance))
                yield return step;
        }
    }

    private IEnumerable<RoleStep> Tell(RoleState state, object what)
    {
        var core = Rebuild(state);
        if (what is Letter letter && !MayCome(core, letter))
            yield break;
        var wrong = Try(() => Tell(core, what, _effects));
        var effects = _effects.Items.ToList();
        _effects.Clear();
        foreach (var notes in Readings(core, state, what, effects).ToList())
        {
            var next = state with { Told = state.Told.Add(what), Notes = notes, Wrong = wrong };
            foreach (var effect in effects)
                next = Carry(next, core, what, effect);
            yield return new RoleStep(what, Find(next, core));
        }
    }

    private RoleState Carry(RoleState state, TCore core, object what, Effect effect)
    {
        if (effect.Kind == EffectKind.Persist)
        {
            var (row, notes) = Note(core, what, effect.Event!, state.Notes);
            return state with { Waiting = state.Waiting.Add(row), Notes = notes };
        }

        if (effect.Kind is not (EffectKind.Send or EffectKind.SendWhenDurable))
            throw new InvalidOperationException($"a role cannot {effect.Kind}");
        if (Write(core, effect.To, effect.Message!, state.Notes) is not { } written)
            return state;
        var letter = letters.Find(written);
        if (effect.Kind == EffectKind.Send || state.Waiting.IsEmpty)
            return Send(state, letter);

        // What is sent twice is the same message: the one that waits already leaves first.
        return state.Waiting.Contains(letter) ? state : state with { Waiting = state.Waiting.Add(letter) };
    }

    private RoleState Send(RoleState state, Letter letter)
    {
        var sent = state with
        {
            Sent = state.Sent.SetItem(letter.To, state.Sent[letter.To].With(letter.Number)),
            Tells = state.Tells | letter.Tells,
            Wrong = state.Wrong ?? (scope.ChecksJournals ? Refute(Restore(state.Journal).Core, letter) : null),
        };
        if (letter.CallsChosen is not { } value)
            return sent;
        return value == scope.NoEntry
            ? sent with { Wrong = sent.Wrong ?? "P7: it calls an entry chosen that it does not have" }
            : sent with { CallsChosen = sent.CallsChosen.With(value) };
    }

    private RoleState WriteOne(RoleState state)
    {
        var journal = state.Journal.Add((Row)state.Waiting[0]);
        var written = state with { Journal = journal, Durable = TextOf(journal), Waiting = state.Waiting.RemoveAt(0) };
        while (written.Waiting is [Letter letter, ..])
            written = Send(written, letter) with { Waiting = written.Waiting.RemoveAt(0) };
        return Find(written, Rebuild(written));
    }

    private RoleState Start(RoleState state)
    {
        var started = state with
        {
            Durable = TextOf(state.Journal),
            Recovered = state.Journal.Length,
            Told = [],
            Waiting = [],
            Notes = NotesAfterStart(LastNote(state.Journal), state.Notes),
        };
        var (core, wrong) = Restore(started.Journal);
        return Find(started with { Wrong = wrong }, core);
    }

    private RoleState Find(RoleState state, TCore core) =>
        Find(state, string.Join('|', Structure.Of(core), Structure.Of(state.Notes), Structure.Of(state.Waiting), state.Durable));

    private string TextOf(ImmutableArray<Row> journal) => Structure.Of(Restore(journal).Core) + Structure.Of(LastNote(journal));

    private static object? LastNote(ImmutableArray<Row> journal) => journal.LastOrDefault(r => r.Note is not null)?.Note;

    private TCore Rebuild(RoleState state)
    {
        var core = Restore(state.Journal[..state.Recovered]).Core;
        foreach (var what in state.Told)
            Tell(core, what, _effects);
        _effects.Clear();
        return core;
    }

    /// <summary>The core that a journal makes, and what it finds wrong with that.</summary>
    private (TCore Core, string? Wrong) Restore(ImmutableArray<Row> journal)
    {
        var core = Create();
        var wrong = Try(() =>
        {
            foreach (var row in journal)
                Recover(core, row.Event);
            Start(core, _effects);
        });
        _effects.Clear();
        return (core, wrong);
    }

    private static string? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (InvariantException found)
        {
            return $"the core finds its own state impossible: {found.Message}";
        }
    }
}
