using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>What is known of a lock that somebody holds.</summary>
/// <param name="Name">The lock's name.</param>
/// <param name="Token">The token of the present grant.</param>
/// <param name="Session">The session that holds it.</param>
/// <param name="Holder">The client of that session: host, process and a random part.</param>
/// <param name="Waiting">How many requests wait for it.</param>
public sealed record LockStatus(string Name, FencingToken Token, long Session, string Holder, int Waiting);

/// <summary>What one node knows of the group.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Leader">The id of the node that leads; null while none is known.</param>
/// <param name="Ballot">The leader's ballot, <c>round.node</c>; null while none is known.</param>
/// <param name="AnsweredBy">The id of the node that answered.</param>
/// <param name="Members">The voters, in the order of the configuration.</param>
public sealed record GroupStatus(string Group, string? Leader, string? Ballot, string AnsweredBy, IReadOnlyList<MemberStatus> Members);

/// <summary>What one node knows of a voter.</summary>
/// <param name="Id">The voter's id.</param>
/// <param name="Address">Its address, such as <c>akka.tcp://consensus@127.0.0.1:4053</c>; null while none is known.</param>
/// <param name="Reachable">Whether the answering node heard from it within an election timeout.</param>
/// <param name="IsMember">Whether the cluster has let it in: only then is it a way in for clients outside.</param>
/// <param name="Role"><c>leader</c> or <c>follower</c>.</param>
public sealed record MemberStatus(string Id, string? Address, bool Reachable, bool IsMember, string Role);
