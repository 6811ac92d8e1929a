using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.SinglePaxos;
using Accept = Akka.Consensus.Core.SinglePaxos.Accept;
using Accepted = Akka.Consensus.Core.SinglePaxos.Accepted;
using Chosen = Akka.Consensus.Core.SinglePaxos.Chosen;
using Prepare = Akka.Consensus.Core.SinglePaxos.Prepare;
using Proposer = Akka.Consensus.Core.SinglePaxos.Proposer;
using Reserved = Akka.Consensus.Core.SinglePaxos.Reserved;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of a register's proposer. It may be told to propose any value while it has nothing to do, as long as the specification knows its next
/// ballot. Its messages are read thus: a prepare is a 1a, an accept a 2a. What it tells its learner is for nobody here, and is judged.
/// </summary>
public sealed class RegisterProposerStates : CoreStates<Proposer>
{
    private const string NoNotes = "";

    private readonly RegisterScope _scope;

    private sealed record Wish(int Value)
    {
        public override string ToString() => $"is told to propose v{Value + 1}";
    }

    /// <summary>The states of a proposer with an empty journal.</summary>
    public RegisterProposerStates(int role, RegisterScope scope, Letters letters)
        : base(role, scope, letters)
    {
        _scope = scope;
        FindFirst([]);
    }

    private NodeId Self => Scope.Members[Role - Scope.Members.Count];

    private Address Learner => new(Core.Role.RegisterLearner, Self.Value);

    protected override Proposer Create() => _scope.Registers.NewProposer(Self, Scope.Quorum, _scope.Limits, seed: 1);

    protected override void Recover(Proposer core, IEvent stored) => core.Recover(stored);

    protected override void Start(Proposer core, Effects effects)
    {
        core.Start(TimeSpan.Zero, effects);
        core.Receive(TimeSpan.Zero, Address.Acceptor(Self), new Standing(IsAdmitted: true), effects);
    }

    protected override void Tell(Proposer core, object what, Effects effects)
    {
        if (what is Letter letter)
            core.Receive(TimeSpan.Zero, Scope.AddressOf(letter.From), letter.Message, effects);
        else
            core.Receive(TimeSpan.Zero, Learner, new Propose(RegisterScope.Register, RegisterScope.ValueOf(((Wish)what).Value)), effects);
    }

    protected override IEnumerable<object> Chances(Proposer core, RoleState state)
    {
        var rows = state.Journal.Concat(state.Waiting.OfType<Row>()).Select(r => ((Reserved)r.Event).Round);
        var next = new Ballot(rows.DefaultIfEmpty().Max() + 1, Self);
        return core.Attempts.Count == 0 && _scope.IsKnown(next) ? Scope.Proposable.Select(v => new Wish(v.Number)) : [];
    }

    protected override bool MayCome(Proposer core, Letter letter) =>
        letter.Message is not Accepted accepted || _scope.BallotNumber(accepted.Ballot) < Scope.CountedBallots;

    protected override object NotesAfterStart(object? stored, object? notes) => NoNotes;

    protected override Letter? Write(Proposer core, Address to, IMessage message, object notes)
    {
        switch (message)
        {
            case Prepare prepare when _scope.IsKnown(prepare.Ballot):
                return LetterTo(to, message, Scope.Spec.Messages.Prepare(_scope.BallotNumber(prepare.Ballot)));
            case Accept accept when _scope.IsKnown(accept.Ballot):
                var value = RegisterScope.NumberOf(accept.Proposals[0].Value);
                return LetterTo(to, message, Scope.Spec.Messages.Propose(_scope.BallotNumber(accept.Ballot), value));
            case Chosen chosen when to == Learner:
                return new Letter(Role, To: 0, message) { CallsChosen = RegisterScope.NumberOf(chosen.Values[0].Value) };
            default:
                return null;
        }
    }

    protected override string? Refute(Proposer restored, Letter letter)
    {
        if (letter.Message is not Prepare prepare)
            return null;
        var effects = new Effects();
        Tell(restored, new Wish(0), effects);
        var next = effects.Items.Select(e => e.Message).OfType<Prepare>().First().Ballot;
        return next <= prepare.Ballot ? $"P8: {letter} leaves; if it started now, it would use {next}" : null;
    }

    private Letter LetterTo(Address to, IMessage message, int tells) =>
        new(Role, Scope.NumberOf(to)!.Value, message) { Tells = default(NumberSet).With(tells) };
}
