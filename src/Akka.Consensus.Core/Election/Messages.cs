namespace Akka.Consensus.Core.Election;

/// <summary>Asks every other member, once a heartbeat interval, what it thinks of the leader.</summary>
public sealed record Heartbeat : IMessage;

/// <summary>The answer. That it came shows that both directions of the link work.</summary>
/// <param name="Ballot">The ballot that the answering node led last, or leads.</param>
/// <param name="Leader">The highest ballot that it knows somebody to lead.</param>
/// <param name="IsContent">Whether it is content with that leader; for the leader itself, whether it can lead.</param>
public sealed record HeartbeatReply(Ballot Ballot, Ballot Leader, bool IsContent) : IMessage;
