using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of a proposer. It may be told to lead any of its node's ballots that it may still use, and to propose any value while its
/// log is empty. Its messages are read thus: a prepare is a 1a; an accept is a 2a of the first entry of the ballot's log, whether it
/// carries that or not.
/// </summary>
public sealed class ProposerStates : CoreStates<Proposer>
{
    /// <summary>What is remembered of a proposer.</summary>
    /// <param name="FirstEntry">The first entry of its ballot's log, as far as it was told.</param>
    /// <param name="Waits">How often it was out of patience.</param>
    private sealed record ProposerNotes(int FirstEntry, int Waits);

    private sealed record Lead(Ballot Ballot)
    {
        public override string ToString() => $"is told to lead {Ballot}";
    }

    private sealed record Propose(ProposedValue Value)
    {
        public override string ToString() => $"is told to propose {Value}";
    }

    private sealed record WaitsInVain(int Waits)
    {
        public override string ToString() => "is out of patience";
    }

    private NodeId Self => Scope.Members[Role - Scope.Members.Count];

    /// <summary>The states of a proposer that has let in every acceptor, and has never led.</summary>
    public ProposerStates(int role, CoreScope scope, Letters letters)
        : base(role, scope, letters) => FindFirst(new Reserved(0, [.. scope.Members.Select(m => new KnownJournal(m, scope.MarkOf(m)))]));

    protected override Proposer Create() => Scope.Variant.NewProposer(Self, Scope.Quorum, Scope.Settings);

    protected override void Start(Proposer core, Effects effects)
    {
        // It waits to be elected.
    }

    protected override void Recover(Proposer core, IEvent stored) => core.Recover((Reserved)stored);

    protected override void Tell(Proposer core, object what, Effects effects)
    {
        switch (what)
        {
            case Letter letter:
                core.Receive(Scope.AddressOf(letter.From).Node, letter.Message, effects);
                break;
            case Lead lead:
                core.Lead(lead.Ballot, effects);
                break;
            case Propose propose:
                core.Propose(propose.Value);
                core.Flush(effects);
                break;
            case WaitsInVain wait:
                core.Tick(Scope.Settings.ElectionTimeout * (2 * wait.Waits - 1), effects);
                core.Tick(Scope.Settings.ElectionTimeout * (2 * wait.Waits), effects);
                break;
        }
    }

    protected override IEnumerable<object> Chances(Proposer core, RoleState state)
    {
        for (var ballot = 0; ballot < Scope.Spec.Ballots; ballot++)
        {
            var own = Scope.BallotOf(ballot);
            if (own.Node == Self && own > core.Ballot && own.Round > core.ReservedRound)
                yield return new Lead(own);
        }

        if (core.Phase == Phase.Leading && core.Last == LogIndex.Zero)
        {
            foreach (var value in Scope.Proposable)
                yield return new Propose(value);
        }

        if (((ProposerNotes)state.Notes).Waits < Scope.Waits)
            yield return new WaitsInVain(((ProposerNotes)state.Notes).Waits + 1);
    }

    protected override bool MayCome(Proposer core, Letter letter) => letter.Message switch
    {
        Promise promise when letter.IsUncounted => core.Phase == Phase.Leading && Comes(promise),
        Promise promise => Comes(promise),
        Accepted accepted => CoreScope.NumberOf(accepted.Ballot) < Scope.CountedBallots,
        _ => true,
    };

    protected override object NotesAfterStart(object? stored, object? notes) =>
        new ProposerNotes(Scope.NoEntry, (notes as ProposerNotes)?.Waits ?? 0);

    protected override IEnumerable<object> Readings(Proposer core, RoleState state, object what, IReadOnlyList<Effect> effects)
    {
        var notes = (ProposerNotes)state.Notes;
        var known = what switch
        {
            Lead => Scope.NoEntry,
            _ when notes.FirstEntry != Scope.NoEntry => notes.FirstEntry,
            Propose propose => propose.Value.Number,
            Letter { Message: Promise { Ballot: var ballot }, CallsChosen: { } chosen } when ballot == core.Ballot => chosen,
            Letter { Message: Fetched { Ballot: var ballot, Entries: [ProposedValue first, ..] } } when ballot == core.Ballot => first.Number,
            _ => notes.FirstEntry,
        };
        return [notes with { FirstEntry = known, Waits = what is WaitsInVain wait ? wait.Waits : notes.Waits }];
    }

    protected override Letter? Write(Proposer core, Address to, IMessage message, object notes)
    {
        if (Scope.NumberOf(to) is not { } receiver)
            return null;
        var first = ((ProposerNotes)notes).FirstEntry;
        var letter = new Letter(Role, receiver, message);
        switch (message)
        {
            case Prepare prepare:
                return letter with { Tells = default(NumberSet).With(Scope.Spec.Messages.Prepare(CoreScope.NumberOf(prepare.Ballot))) };
            case Accept accept:
                var isEmpty = accept.Adopted == LogIndex.Zero && accept.Previous + accept.Entries.Count == LogIndex.Zero;
                if (isEmpty && !Scope.Spec.IsEmpty(Scope.NoEntry))
                    return null;
                var tells = Scope.Spec.Messages.Propose(CoreScope.NumberOf(accept.Ballot), isEmpty ? Scope.NoEntry : first);

                // Quorum rounds are for reads, of which there are none here.
                return letter with
                {
                    Message = accept with { Round = 0 },
                    Tells = default(NumberSet).With(tells),
                    CallsChosen = Chosen(accept.Committed, first),
                };
            case Commit commit:
                return letter with { CallsChosen = Chosen(commit.Committed, first) };
            default:
                return letter;
        }
    }

    protected override string? Refute(Proposer restored, Letter letter) =>
        letter.Message is Prepare prepare && prepare.Ballot.Round > restored.ReservedRound
            ? $"P8: {letter} leaves; the disk has reserved {restored.ReservedRound}"
            : null;

    private bool Comes(Promise promise) => Scope.HasLatePromises || promise.Accepted < promise.Ballot;

    private static int? Chosen(LogIndex committed, int first) => committed > LogIndex.Zero ? first : null;
}
