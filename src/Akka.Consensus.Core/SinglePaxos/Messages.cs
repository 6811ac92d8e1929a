using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.SinglePaxos;

// Single-decree Paxos, as in Lamport, "Paxos Made Simple" (2001), §2: one value for each instance, and no leader. Many instances
// share the messages and the journal rows of a node.
//
//   asked     client --Decide, Read--> learner of any node --Decided, Undecided--> client
//             learner --Propose, Find--> the proposer of its own node            if it has not learned the value yet
//   phase 1   proposer --Prepare--> acceptors --Promise--> proposer              the value of the highest ballot that anyone accepted goes on;
//                                                                                where nobody has accepted any, the proposer's own
//   phase 2   proposer --Accept--> acceptors --Accepted--> proposer              chosen when a majority has accepted
//   learning  proposer --Chosen--> every learner
//   refusal   acceptor --Reject--> proposer                                      it has promised a higher ballot: the proposer goes above it, later
//   reading   proposer --Inquire--> acceptors --Report--> proposer               whether anything may be chosen: nothing is promised or stored
//   amnesia   acceptor, proposer --AskStanding--> the log's acceptor on their node --Standing--> them     no vote and no ballot from a lost journal

/// <summary>Phase 1a: asks for a promise to refuse every lower ballot in these instances.</summary>
public sealed record Prepare(Ballot Ballot, IReadOnlyList<InstanceId> Instances) : IMessage;

/// <summary>A value that an acceptor accepted, and in which ballot.</summary>
public readonly record struct Vote(Ballot Ballot, Value Value);

/// <summary>What an acceptor has accepted last in an instance.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Accepted">The vote; null if it has accepted nothing.</param>
public readonly record struct Standpoint(InstanceId Instance, Vote? Accepted);

/// <summary>Phase 1b: promised, and what was accepted before.</summary>
public sealed record Promise(Ballot Ballot, IReadOnlyList<Standpoint> Instances) : IMessage;

/// <summary>A value for an instance.</summary>
public readonly record struct Proposal(InstanceId Instance, Value Value);

/// <summary>Phase 2a: asks to accept these values.</summary>
public sealed record Accept(Ballot Ballot, IReadOnlyList<Proposal> Proposals) : IMessage;

/// <summary>Phase 2b: accepted, durably.</summary>
public sealed record Accepted(Ballot Ballot, IReadOnlyList<InstanceId> Instances) : IMessage;

/// <summary>An instance in which a higher ballot has been promised.</summary>
public readonly record struct Refusal(InstanceId Instance, Ballot Promised);

/// <summary>In these instances a message of the ballot was refused.</summary>
public sealed record Reject(Ballot Ballot, IReadOnlyList<Refusal> Instances) : IMessage;

/// <summary>Asks what was accepted, without a ballot.</summary>
/// <param name="Number">Tells the answers apart.</param>
/// <param name="Instances">The instances.</param>
public sealed record Inquire(long Number, IReadOnlyList<InstanceId> Instances) : IMessage;

/// <summary>What was accepted, durably.</summary>
public sealed record Report(long Number, IReadOnlyList<Standpoint> Instances) : IMessage;

/// <summary>These values are chosen. They stay.</summary>
public sealed record Chosen(IReadOnlyList<Proposal> Values) : IMessage;

/// <summary>From a learner to the proposer of its node: have a value chosen, this one if it is still open.</summary>
public sealed record Propose(InstanceId Instance, Value Value) : IMessage;

/// <summary>From a learner to the proposer of its node: find out what is chosen.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Number">Rises with every question: the answer says which of them it answers.</param>
public sealed record Find(InstanceId Instance, long Number) : IMessage;

/// <summary>Nothing was chosen when this question, and all before it about the same instance, were asked.</summary>
public sealed record Open(InstanceId Instance, long Number) : IMessage;

/// <summary>Asks the acceptor of the node's log whether the node's journals may vote.</summary>
public sealed record AskStanding : IMessage;

/// <summary>A client's request about one register.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Number">Which of its requests this is: a request that is sent again keeps it.</param>
/// <param name="Name">The register.</param>
public abstract record RegisterRequest(ClientId Client, long Number, string Name) : NumberedRequest(Client, Number)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && RegisterLimits.IsName(Name);
}

/// <summary>Have a value chosen, and say which.</summary>
public sealed record Decide(ClientId Client, long Number, string Name, Value Value) : RegisterRequest(Client, Number, Name)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && Value.Length <= RegisterLimits.MaxValueBytes;
}

/// <summary>Say what is chosen.</summary>
public sealed record Read(ClientId Client, long Number, string Name) : RegisterRequest(Client, Number, Name);

/// <summary>The value that is chosen, whoever proposed it.</summary>
public sealed record Decided(long Number, Value Value) : IReply;

/// <summary>Nothing was chosen when the question was asked.</summary>
public sealed record Undecided(long Number) : IReply;

/// <summary>No further register may be used.</summary>
public sealed record NoMoreRegisters(long Number) : IReply;
