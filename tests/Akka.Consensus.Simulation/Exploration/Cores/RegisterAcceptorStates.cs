using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Exploration.Specs;
using Accepted = Akka.Consensus.Core.SinglePaxos.Accepted;
using Acceptor = Akka.Consensus.Core.SinglePaxos.Acceptor;
using Promise = Akka.Consensus.Core.SinglePaxos.Promise;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The states of a register's acceptor. Its messages are read thus: a promise is a 1b, and an answer to an accept a 2b. A promise also tells of the vote
/// that came before it; where that was given in the promised ballot already, it tells of nothing else.
/// </summary>
public sealed class RegisterAcceptorStates : CoreStates<Acceptor>
{
    private const string NoNotes = "";

    private readonly RegisterScope _scope;

    /// <summary>The states of an acceptor with an empty journal.</summary>
    public RegisterAcceptorStates(int role, RegisterScope scope, Letters letters)
        : base(role, scope, letters)
    {
        _scope = scope;
        FindFirst([]);
    }

    private NodeId Self => Scope.Members[Role];

    protected override Acceptor Create() => _scope.Registers.NewAcceptor(Self);

    protected override void Recover(Acceptor core, IEvent stored) => core.Recover(stored);

    protected override void Start(Acceptor core, Effects effects)
    {
        core.Start(TimeSpan.Zero, effects);
        core.Receive(TimeSpan.Zero, Address.Acceptor(Self), new Standing(IsAdmitted: true), effects);
    }

    protected override void Tell(Acceptor core, object what, Effects effects)
    {
        var letter = (Letter)what;
        core.Receive(TimeSpan.Zero, Scope.AddressOf(letter.From), letter.Message, effects);
    }

    protected override IEnumerable<object> Chances(Acceptor core, RoleState state) => [];

    protected override object NotesAfterStart(object? stored, object? notes) => NoNotes;

    protected override Letter? Write(Acceptor core, Address to, IMessage message, object notes)
    {
        if (Scope.NumberOf(to) is not { } receiver)
            return null;
        var letter = new Letter(Role, receiver, message);
        return message switch
        {
            Promise promise => letter with { Tells = Told(promise.Ballot, promise.Instances[0].Accepted) },
            Accepted => letter with { Tells = Told(core.Memory.AcceptedIn(RegisterScope.Register)!.Value) },
            _ => letter,
        };
    }

    protected override string? Refute(Acceptor restored, Letter letter)
    {
        var (ballot, told) = letter.Message switch
        {
            Promise promise => (promise.Ballot, promise.Instances[0].Accepted?.Ballot ?? Ballot.Zero),
            Accepted accepted => (accepted.Ballot, accepted.Ballot),
            _ => (Ballot.Zero, Ballot.Zero),
        };
        var promised = restored.Memory.PromisedIn(RegisterScope.Register);
        var voted = restored.Memory.AcceptedIn(RegisterScope.Register)?.Ballot ?? Ballot.Zero;
        return promised < ballot || voted < told ? $"P8: {letter} leaves; the disk says: promised {promised}, accepted {voted}" : null;
    }

    private NumberSet Told(Ballot ballot, Vote? accepted)
    {
        var number = _scope.BallotNumber(ballot);
        if (accepted is not { } vote)
            return default(NumberSet).With(Scope.Spec.Messages.Promise(Role, number, PaxosMessage.None, PaxosMessage.None));
        return vote.Ballot == ballot
            ? Told(vote)
            : Told(vote).With(Scope.Spec.Messages.Promise(Role, number, _scope.BallotNumber(vote.Ballot), RegisterScope.NumberOf(vote.Value)));
    }

    private NumberSet Told(Vote vote) =>
        default(NumberSet).With(Scope.Spec.Messages.Vote(Role, _scope.BallotNumber(vote.Ballot), RegisterScope.NumberOf(vote.Value)));
}
