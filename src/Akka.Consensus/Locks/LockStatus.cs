using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>What is known of a lock that somebody holds.</summary>
/// <param name="Name">The lock's name.</param>
/// <param name="Token">The token of the present grant.</param>
/// <param name="Session">The session that holds it.</param>
/// <param name="Holder">The client of that session: host, process and a random part.</param>
/// <param name="Waiting">How many requests wait for it.</param>
public sealed record LockStatus(string Name, FencingToken Token, long Session, string Holder, int Waiting)
{
    /// <summary>What the first of its holders has of it.</summary>
    public LockMode Mode { get; init; }

    /// <summary>How many hold it.</summary>
    public int Holders { get; init; } = 1;

    /// <summary>The permits of a semaphore; 0 for a lock.</summary>
    public int Permits { get; init; }

    /// <summary>What the holder said with it.</summary>
    public string? Value { get; init; }
}

/// <summary>Who holds a lock, and who waits for it.</summary>
/// <param name="Name">The lock's name.</param>
/// <param name="Permits">The permits of a semaphore; 0 for a lock.</param>
/// <param name="Holders">In the order of their grants: at most 128 of them, and fewer if what they say with it is long. Empty if nobody holds it.</param>
/// <param name="Waiters">First in line first: at most 128 of them, and fewer if what they say with it is long.</param>
/// <param name="Waiting">How many wait in all.</param>
public sealed record LockDetails(string Name, int Permits, IReadOnlyList<ClaimStatus> Holders, IReadOnlyList<ClaimStatus> Waiters, int Waiting)
{
    /// <summary>How many hold it in all.</summary>
    public int Holding { get; init; }
}

/// <summary>One who holds a lock, or waits for it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Client">The client of its session: host, process and a random part.</param>
/// <param name="Owner">The number of the owner within that process; 0 for an owner of its own.</param>
/// <param name="Mode">What it has or wants.</param>
/// <param name="Count">How many permits; 0 for a lock.</param>
/// <param name="Token">Its token; null while it waits.</param>
/// <param name="Age">For how long it has held or waited; null if for longer than the answering node has run.</param>
/// <param name="Value">What it said with it.</param>
public sealed record ClaimStatus(RequestId Request, string Client, long Owner, LockMode Mode, int Count, FencingToken? Token, TimeSpan? Age, string? Value);

/// <summary>An open session.</summary>
/// <param name="Session">Its id: the index of the log entry that opened it.</param>
/// <param name="Client">Its client: host, process and a random part.</param>
/// <param name="TimeToLive">How long it outlives its last keep-alive.</param>
/// <param name="Requests">How many of its requests hold or await a lock.</param>
public sealed record SessionStatus(long Session, string Client, TimeSpan TimeToLive, int Requests);

/// <summary>Some of what happened.</summary>
/// <param name="Since">The node that answered remembers all that came after this, and nothing before.</param>
/// <param name="UpTo">The events are all there were up to here: ask on from here.</param>
/// <param name="Events">In the order of the log.</param>
/// <param name="IsComplete">False if there is more by now.</param>
public sealed record EventPage(EventPosition Since, EventPosition UpTo, IReadOnlyList<LockEvent> Events, bool IsComplete);

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
