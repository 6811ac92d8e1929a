using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Ensemble.Registers;
using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// A small world of one register: the shipping acceptors and proposers of single-decree Paxos. Whoever leads may be told to propose any value. A ballot
/// that is higher than those of the specification is lost. Questions, which need no ballot, are left out.
/// </summary>
public sealed class RegisterScope(PaxosSpec spec) : CoreScope(spec)
{
    /// <summary>The register.</summary>
    public static InstanceId Register { get; } = new("r");

    /// <summary>The cores. Rounds are reserved one at a time, so that few are lost.</summary>
    public RegisterVariant Registers { get; init; } = new() { RoundsReserved = 1 };

    /// <summary>Proposers do not wait: there is no time here.</summary>
    public RegisterLimits Limits { get; } = RegisterLimits.Standard with { MinBackoff = TimeSpan.Zero, MaxBackoff = TimeSpan.Zero };

    /// <inheritdoc/>
    public override Address AddressOf(int role) => role < Members.Count
        ? new Address(Role.RegisterAcceptor, Members[role].Value)
        : new Address(Role.RegisterProposer, Members[role - Members.Count].Value);

    /// <inheritdoc/>
    public override RoleStates StatesOf(int role, Letters letters) =>
        role < Members.Count ? new RegisterAcceptorStates(role, this, letters) : new RegisterProposerStates(role, this, letters);

    /// <summary>The number of a ballot: every leader has one in each round. May be higher than any of the specification.</summary>
    public int BallotNumber(Ballot ballot) => ((int)ballot.Round - 1) * Leaders + Members.ToList().IndexOf(ballot.Node);

    /// <summary>Whether the specification knows a ballot.</summary>
    public bool IsKnown(Ballot ballot) => BallotNumber(ballot) < Spec.Ballots;

    /// <summary>The value with a number.</summary>
    public static Value ValueOf(int number) => new([(byte)number]);

    /// <summary>The number of a value.</summary>
    public static int NumberOf(Value value) => value.Bytes.Span[0];
}
