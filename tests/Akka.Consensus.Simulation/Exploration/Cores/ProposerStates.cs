using System.Collections.Immutable;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of a proposer. It may be told to lead any of its node's ballots that it may still use, and to propose any value while its log is
/// empty. Its messages are read thus: a prepare is a 1a; an accept is a 2a of the first entry of the ballot's log, whether it carries that or not.
/// </summary>
public sealed class ProposerStates(int role, CoreScope scope, Letters letters) : CoreStates<Proposer>(role, scope, letters)
{
    /// <summary>What is remembered of a proposer.</summary>
    /// <param name="FirstEntry">The first entry of its ballot's log, as far as it was told.</param>
    /// <param name="Ticks">How often time has passed.</param>
    private sealed record ProposerNotes(int FirstEntry, int Ticks);

    private sealed record Lead(Ballot Ballot)
    {
        public override string ToString() => $"is told to lead {Ballot}";
    }

    private sealed record Propose(ProposedValue Value)
    {
        public override string ToString() => $"is told to propose {Value}";
    }

    private sealed record TimePasses(int Ticks)
    {
        public override string ToString() => "time passes";
    }

    private NodeId Self => Scope.Members[Role - Scope.Acceptors];

    /// <summary>The state of a proposer that has never led.</summary>
    public RoleState First() => FindFirst([]);

    protected override Proposer Create() => Scope.Variant.NewProposer(Self, Scope.Quorum, Scope.Settings);

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
            case TimePasses time:
                core.Tick(Scope.Settings.ElectionTimeout * time.Ticks, effects);
                break;
        }
    }

    protected override IEnumerable<object> Chances(Proposer core, RoleState state)
    {
        for (var ballot = 0; ballot < Scope.Ballots; ballot++)
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

        if (((ProposerNotes)state.Notes).Ticks < Scope.Ticks)
            yield return new TimePasses(((ProposerNotes)state.Notes).Ticks + 1);
    }

    protected override bool MayCome(Proposer core, Letter letter) =>
        letter.IsUncounted ? core.Phase == Phase.Leading : letter.Message is not Accepted || Scope.Learns;

    protected override object NotesAfterStart(ImmutableArray<Row> journal, object? notes) =>
        new ProposerNotes(Lexicon.None, (notes as ProposerNotes)?.Ticks ?? 0);

    protected override IEnumerable<object> Readings(Proposer core, RoleState state, object what, IReadOnlyList<Effect> effects)
    {
        var notes = (ProposerNotes)state.Notes;
        var known = what switch
        {
            Lead => Lexicon.None,
            _ when notes.FirstEntry != Lexicon.None => notes.FirstEntry,
            Propose propose => propose.Value.Number,
            Letter { Message: Promise { Ballot: var ballot } } promise when ballot == core.Ballot => promise.FirstEntry,
            Letter { Message: Fetched { Ballot: var ballot, Entries: [ProposedValue first, ..] } } when ballot == core.Ballot => first.Number,
            _ => notes.FirstEntry,
        };
        return [notes with { FirstEntry = known, Ticks = what is TimePasses time ? time.Ticks : notes.Ticks }];
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
                return letter with { Tells = default(NumberSet).With(Scope.Lexicon.Prepare(CoreScope.NumberOf(prepare.Ballot))) };
            case Accept accept:
                var isEmpty = accept.Adopted == LogIndex.Zero && accept.Previous + accept.Entries.Count == LogIndex.Zero;
                if (isEmpty != (first == Lexicon.None))
                    throw new InvalidOperationException($"nobody can tell what {accept} asks to vote for");
                if (isEmpty && !Scope.TakesEmptyLogs)
                    return null;
                var tells = Scope.Lexicon.Propose(CoreScope.NumberOf(accept.Ballot), first);
                return Sign(letter, accept.Committed, first) with { Message = accept with { Round = 0 }, Tells = default(NumberSet).With(tells) };
            case Commit commit:
                return Sign(letter, commit.Committed, first);
            default:
                return letter;
        }
    }

    protected override string? Refute(Proposer restored, Letter letter) =>
        letter.Message is Prepare prepare && prepare.Ballot.Round > restored.ReservedRound
            ? $"P8: {prepare} leaves; the disk has reserved {restored.ReservedRound}"
            : null;

    private static Letter Sign(Letter letter, LogIndex committed, int first) =>
        committed > LogIndex.Zero ? letter with { CallsChosen = true, FirstEntry = first } : letter;
}
