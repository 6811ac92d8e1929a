using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of an acceptor. Its messages are read thus: a promise is a 1b, an answer to an accept a 2b; a promise also tells of the
/// vote that came before it. A promise may be read as nothing as well, if its proposer takes it only once it leads: what it brings about
/// is that the acceptor is asked for its vote, which in Paxos.tla everyone is, without a 1b.
/// </summary>
public sealed class AcceptorStates : CoreStates<Acceptor>
{
    private static readonly Vote NoVote = new(PaxosMessage.None, PaxosMessage.None);

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

    /// <summary>The states of an acceptor that has just been let in.</summary>
    public AcceptorStates(int role, CoreScope scope, Letters letters)
        : base(role, scope, letters) => FindFirst(new Genesis(Self, scope.Members, scope.IncarnationOf(Self)), new Admitted());

    private NodeId Self => Scope.Members[Role];

    protected override Acceptor Create() => Scope.Variant.NewAcceptor(Self, Scope.Quorum, Scope.Settings, Scope.IncarnationOf(Self));

    protected override void Start(Acceptor core, Effects effects) => core.Start(TimeSpan.Zero, effects);

    protected override void Recover(Acceptor core, IEvent stored) => core.Recover(stored);

    protected override void Tell(Acceptor core, object what, Effects effects)
    {
        if (what is Letter letter)
            core.Receive(TimeSpan.Zero, Scope.AddressOf(letter.From), letter.Message, effects);
        else
            core.Tick(TimeSpan.Zero, effects);
    }

    protected override IEnumerable<object> Chances(Acceptor core, RoleState state) => [new TimePasses()];

    protected override object NotesAfterStart(object? stored, object? notes)
    {
        var last = (Vote?)stored ?? NoVote;
        return notes is AcceptorNotes before ? before with { Last = last } : new AcceptorNotes(last, default, default);
    }

    protected override IEnumerable<object> Readings(Acceptor core, RoleState state, object what, IReadOnlyList<Effect> effects)
    {
        var notes = (AcceptorNotes)state.Notes;
        var promise = effects.Select(e => e.Message).OfType<Promise>().FirstOrDefault(p => p.Accepted < p.Ballot);
        var ballot = promise is null ? PaxosMessage.None : CoreScope.NumberOf(promise.Ballot);
        if (promise is null || notes.Counted.Contains(ballot) || notes.Uncounted.Contains(ballot))
            return [notes];
        var counted = notes with { Counted = notes.Counted.With(ballot) };
        return Scope.Spec.VotesAsPromised ? [counted] : [counted, notes with { Uncounted = notes.Uncounted.With(ballot) }];
    }

    protected override (Row Row, object Notes) Note(Acceptor core, object what, IEvent stored, object notes)
    {
        // Chosen entries that were fetched are no vote where they are stored under an old ballot.
        if (stored is not Appended appended || (what is not Letter { Message: Accept } && appended.Ballot < core.Promised))
            return (new Row(stored, null), notes);
        var vote = new Vote(CoreScope.NumberOf(appended.Ballot), FirstEntry(core));
        return (new Row(stored, vote), (AcceptorNotes)notes with { Last = vote });
    }

    protected override Letter? Write(Acceptor core, Address to, IMessage message, object notes)
    {
        if (Scope.NumberOf(to) is not { } receiver)
            return null;
        var letter = new Letter(Role, receiver, message);
        return message switch
        {
            Promise promise => Read(core, letter, promise, (AcceptorNotes)notes),
            Accepted vote => letter with
            {
                Message = vote with { Journal = Scope.MarkOf(Self) },
                Tells = Told(new Vote(CoreScope.NumberOf(vote.Ballot), vote.UpTo > LogIndex.Zero ? FirstEntry(core) : Scope.NoEntry)),
            },
            Fetched fetched => letter with { CallsChosen = Chosen(core, fetched.Committed) },
            Standing => null, // for the shell of the proposer
            _ => letter,
        };
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
            ? $"P8: {letter} leaves; the disk says: promised {restored.Promised}, accepted {restored.Accepted} up to {restored.Last}"
            : null;
    }

    private Letter Read(Acceptor core, Letter letter, Promise promise, AcceptorNotes notes)
    {
        var (ballot, last) = (CoreScope.NumberOf(promise.Ballot), notes.Last);
        letter = letter with { Message = promise with { Journal = Scope.MarkOf(Self) }, CallsChosen = Chosen(core, promise.Committed) };
        if (promise.Accepted == promise.Ballot)
            return letter with { Tells = Told(last) };
        if (notes.Uncounted.Contains(ballot))
            return letter with { IsUncounted = true };
        var tells = last == NoVote ? default : Told(last);
        return letter with { Tells = tells.With(Scope.Spec.Messages.Promise(Role, ballot, last.Ballot, last.Value)) };
    }

    private NumberSet Told(Vote vote) => default(NumberSet).With(Scope.Spec.Messages.Vote(Role, vote.Ballot, vote.Value));

    private int? Chosen(Acceptor core, LogIndex committed) => committed > LogIndex.Zero ? FirstEntry(core) : null;

    private int FirstEntry(Acceptor core) => core.Last > LogIndex.Zero ? ((ProposedValue)core[new LogIndex(1)]).Number : Scope.NoEntry;
}
