using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>One held lock.</summary>
/// <param name="Holders">Those who have it, in the order of their grants.</param>
/// <param name="Waiting">Those who wait, first in line first.</param>
public sealed record LockState(IReadOnlyList<ClaimView> Holders, IReadOnlyList<ClaimView> Waiting)
{
    public Owner Holder => Holders[0].Owner;

    public FencingToken Token => Holders[0].Token;

    /// <summary>What an owner has of it; null if nothing.</summary>
    public ClaimView? Of(Owner owner)
    {
        foreach (var holder in Holders)
        {
            if (holder.Owner == owner)
                return holder;
        }

        return null;
    }
}

/// <summary>What one chosen command did to the locks, by the product's table, and what it should have done, by the reference.</summary>
public sealed record LockStep(LogIndex Index, Command Command, IReadOnlyDictionary<string, LockState> Before,
    IReadOnlyDictionary<string, LockState> After, SessionView? Ended, IReadOnlyList<SessionAnswer> Answers,
    ReferenceLocks Reference, IReadOnlyList<ExpectedAnswer> Expected);

/// <summary>
/// Carries out what is chosen, once, on a table of the variant under test and on the reference, and remembers every state: what any replica may
/// show at an index.
/// </summary>
public sealed class LockHistory(SessionTable table)
{
    private readonly ReferenceLocks _reference = new(table.Locks.Limits);
    private readonly Dictionary<SessionAnswer, LogIndex> _answeredAt = [];
    private readonly List<IReadOnlyDictionary<string, LockState>> _states = [new SortedDictionary<string, LockState>(StringComparer.Ordinal)];
    private readonly List<Fingerprint> _fingerprints = [Fingerprint.Empty];
    private readonly Effects _effects = new();

    /// <summary>The table that carried out everything chosen.</summary>
    public SessionTable Table => table;

    public ReferenceLocks Reference => _reference;

    /// <summary>The locks after the entry at an index.</summary>
    public IReadOnlyDictionary<string, LockState> At(LogIndex index) => _states[(int)index.Value];

    /// <summary>The log's fingerprint after the entry at an index.</summary>
    public Fingerprint FingerprintAt(LogIndex index) => _fingerprints[(int)index.Value];

    /// <summary>The first index at which this answer was given; null if it never was.</summary>
    public LogIndex? AnsweredAt(SessionAnswer answer) => _answeredAt.TryGetValue(answer, out var index) ? index : null;

    public LockStep Carry(LogIndex index, Command command)
    {
        var before = _states[^1];
        var expected = _reference.Carry(index, command, (name, owner) => before.TryGetValue(name, out var held) ? held.Of(owner)?.Token : null);
        var ended = table.Apply(index, command, _effects);
        table.Answer(_effects);
        table.ClearEvents();
        var answers = _effects.Items.Select(e => e.Message).OfType<SessionAnswers>().SelectMany(a => a.Items).ToList();
        _effects.Clear();
        foreach (var answer in answers)
            _answeredAt.TryAdd(answer, index);
        _states.Add(View(table.Locks));
        var fingerprint = _fingerprints[^1];
        command.AddTo(ref fingerprint);
        _fingerprints.Add(fingerprint);
        return new LockStep(index, command, before, _states[^1], ended, answers, _reference, expected);
    }

    private static SortedDictionary<string, LockState> View(LockTable locks)
    {
        var states = new SortedDictionary<string, LockState>(StringComparer.Ordinal);
        foreach (var view in locks.View(null, ""))
            states.Add(view.Name, new LockState([.. locks.HoldersOf(view.Name)], [.. locks.WaitingFor(view.Name)]));
        return states;
    }
}
