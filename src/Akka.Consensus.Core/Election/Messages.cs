namespace Akka.Consensus.Core.Election;

/// <summary>Asks every other member, once a heartbeat interval, what it thinks of the leader.</summary>
public sealed record Heartbeat : IMessage;

/// <summary>The answer. That it came shows that both directions of the link work.</summary>
/// <param name="Ballot">The ballot that the answering node led last, or leads.</param>
/// <param name="Leader">The highest ballot that it knows somebody to lead.</param>
/// <param name="IsContent">Whether it is content with that leader; for the leader itself, whether it can lead.</param>
public sealed record HeartbeatReply(Ballot Ballot, Ballot Leader, bool IsContent) : IMessage;

/// <summary>The leader of a ballot is about to stop, and asks the receiver to lead in its place, content though it is.</summary>
/// <param name="Ballot">The ballot of the leader that hands over. To whom knows of a later one, the request says nothing.</param>
public sealed record TakeOver(Ballot Ballot) : IMessage;

/// <summary>
/// The answer of a node that does not take over: it is about to stop itself, hears no quorum, or knows of a later leader.
/// </summary>
public sealed record TakeOverRefused(Ballot Ballot) : IMessage;
