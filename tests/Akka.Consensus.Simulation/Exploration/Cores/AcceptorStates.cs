using System.Collections.Immutable;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of an acceptor. Its messages are read thus: a promise is a 1b, an answer to an accept a 2b; a promise also tells of the vote that came before it.
/// A promise may be read as nothing as well, if its proposer takes it only once it leads: what it brings about is that the acceptor is asked for its vote, which
/// in Paxos.tla everyone is, without a 1b.
/// </summary>
public sealed class AcceptorStates(int role, CoreScope scope, Letters letters) : CoreStates<Acceptor>(role, scope, letters)
{
    private static readonly Vote NoVote = new(Lexicon.None, Lexicon.None);

    /// <summary>What is remembered of an acceptor.</summary>
    /// <param name="Last">Its last vote.</param>
    /// <param name="Counted">The ballots whose promise is read as a 1b.</param>
    /// <param name="Uncounted">The ballots whose promise is read as nothing.</param>
    private sealed record AcceptorNotes(Vote Last, NumberSet Counted, NumberSet Uncounted);

    private sealed record Vote(int Ballot, int Value);

    private sealed record TimePasses
    {
        public override string ToString() => "time passes";
    }

    private NodeId Self => Scope.Members[Role];

    /// <summary>The state of an acceptor whose journal has just begun.</summary>
    public RoleState First()
    {
        var effects = new Effects();
        Create().Start(TimeSpan.Zero, effects);
        return FindFirst([.. effects.Items.Where(e => e.Event is not null).Select(e => new Row(e.Event!, null))]);
    }

    protected override Acceptor Create() => Scope.Variant.NewAcceptor(Self, Scope.Quorum, Scope.Settings);

    protected override void Recover(Acceptor core, IEvent stored) => core.Recover(stored);

    protected override void Tell(Acceptor core, object what, Effects effects)
    {
        if (what is Letter letter)
            core.Receive(TimeSpan.Zero, Scope.AddressOf(letter.From), letter.Message, effects);
        else
            core.Tick(TimeSpan.Zero, effects);
    }

    protected override IEnumerable<object> Chances(Acceptor core, RoleState state) => [new TimePasses()];

    protected override object NotesAfterStart(ImmutableArray<Row> journal, object? notes)
    {
        var last = journal.Select(r => r.Note).OfType<Vote>().LastOrDefault(NoVote);
        return notes is AcceptorNotes before ? before with { Last = last } : new AcceptorNotes(last, default, default);
    }

    protected override IEnumerable<object> Readings(Acceptor core, RoleState state, object what, IReadOnlyList<Effect> effects)
    {
        var notes = (AcceptorNotes)state.Notes;
        var promise = effects.Select(e => e.Message).OfType<Promise>().FirstOrDefault(p => p.Accepted < p.Ballot);
        var ballot = promise is null ? Lexicon.None : CoreScope.NumberOf(promise.Ballot);
        if (promise is null || notes.Counted.Contains(ballot) || notes.Uncounted.Contains(ballot))
            return [notes];
        return [notes with { Counted = notes.Counted.With(ballot) }, notes with { Uncounted = notes.Uncounted.With(ballot) }];
    }

    protected override (Row Row, object Notes) Note(Acceptor core, object what, IEvent stored, object notes)
    {
        // Chosen entries fetched while catching up are stored under the old accepted ballot: no vote.
        if (stored is not Appended appended || what is not Letter { Message: Accept })
            return (new Row(stored, null), notes);
        var vote = new Vote(CoreScope.NumberOf(appended.Ballot), FirstEntry(core));
        return (new Row(stored, vote), (AcceptorNotes)notes with { Last = vote });
    }

    protected override Letter? Write(Acceptor core, Address to, IMessage message, object notes)
    {
        if (Scope.NumberOf(to) is not { } receiver)
            return null;
        var known = (AcceptorNotes)notes;
        var letter = new Letter(Role, receiver, message);
        switch (message)
        {
            case Promise promise:
                letter = letter with { CallsChosen = promise.Committed > LogIndex.Zero };
                if (promise.Accepted == promise.Ballot)
                    return Sign(core, letter with { Tells = Told(known.Last) });
                var ballot = CoreScope.NumberOf(promise.Ballot);
                if (known.Uncounted.Contains(ballot))
                    return Sign(core, letter with { IsUncounted = true });
                var tells = known.Last == NoVote ? default : Told(known.Last);
                return Sign(core, letter with { Tells = tells.With(Scope.Lexicon.Promise(Role, ballot, known.Last.Ballot, known.Last.Value)) });
            case Accepted accepted:
                var value = accepted.UpTo > LogIndex.Zero ? FirstEntry(core) : Lexicon.None;
                return letter with { Tells = Told(new Vote(CoreScope.NumberOf(accepted.Ballot), value)) };
            case Fetched fetched:
                return Sign(core, letter with { CallsChosen = fetched.Committed > LogIndex.Zero });
            default:
                return letter;
        }
    }

    protected override string? Refute(Acceptor restored, Letter letter)
    {
        var (ballot, accepted, last) = letter.Message switch
        {
            Promise promise => (promise.Ballot, promise.Accepted, promise.Last),
            Accepted vote => (vote.Ballot, vote.Ballot, vote.UpTo),
            _ => (Ballot.Zero, Ballot.Zero, LogIndex.Zero),
        };
        return restored.Promised < ballot || (restored.Accepted, restored.Last).CompareTo((accepted, last)) < 0
            ? $"P8: {letter.Message} leaves; the disk says: promised {restored.Promised}, accepted {restored.Accepted} up to {restored.Last}"
            : null;
    }

    private NumberSet Told(Vote vote) => default(NumberSet).With(Scope.Lexicon.Vote(Role, vote.Ballot, vote.Value));

    private static Letter Sign(Acceptor core, Letter letter) => letter.CallsChosen ? letter with { FirstEntry = FirstEntry(core) } : letter;

    private static int FirstEntry(Acceptor core) =>
        core.Last > LogIndex.Zero ? ((ProposedValue)core[new LogIndex(1)]).Number : Lexicon.None;
}
