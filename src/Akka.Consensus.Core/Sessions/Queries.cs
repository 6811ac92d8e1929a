using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Sessions;

/// <summary>Asks a node what it knows of the group.</summary>
public sealed record StatusQuery(ClientId Client, long Id) : ClientMessage(Client);

/// <summary>Asks something of the state machine.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="IsLinearizable">Whether the answer must be the newest.</param>
public abstract record Query(ClientId Client, long Id, bool IsLinearizable) : ClientMessage(Client);

/// <summary>Asks which locks are held.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="Name">Only this lock; null for all.</param>
/// <param name="After">Only locks whose names come after this: a long answer comes in pages.</param>
/// <param name="IsLinearizable">Whether the answer must be the newest.</param>
public sealed record LockQuery(ClientId Client, long Id, string? Name, string After, bool IsLinearizable) : Query(Client, Id, IsLinearizable)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && (Name?.Length ?? 0) <= LockName.MaxBytes && After.Length <= LockName.MaxBytes;
}

/// <summary>Asks who holds one lock, and who waits for it.</summary>
public sealed record LineQuery(ClientId Client, long Id, string Name, bool IsLinearizable) : Query(Client, Id, IsLinearizable)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && Name.Length <= LockName.MaxBytes;
}

/// <summary>Asks which sessions are open.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="After">Only sessions that were opened after this one: a long answer comes in pages.</param>
/// <param name="IsLinearizable">Whether the answer must be the newest.</param>
public sealed record SessionQuery(ClientId Client, long Id, SessionId After, bool IsLinearizable) : Query(Client, Id, IsLinearizable);

/// <summary>Asks what happened.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="After">Only what came after this; null for all that the node remembers.</param>
/// <param name="Name">Only what happened to this lock; null for all.</param>
/// <param name="IsLinearizable">Whether the answer must be the newest.</param>
public sealed record EventQuery(ClientId Client, long Id, EventPosition? After, string? Name, bool IsLinearizable) : Query(Client, Id, IsLinearizable)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && (Name?.Length ?? 0) <= LockName.MaxBytes;
}

/// <summary>Asks where a request stands: of another session too, and of one that has ended.</summary>
public sealed record RequestQuery(ClientId Client, long Id, Owner Request) : Query(Client, Id, IsLinearizable: true);

/// <summary>The answer to a query.</summary>
public interface IQueryAnswer : IMessage
{
    /// <summary>The query's.</summary>
    long Id { get; }
}

/// <summary>What a node knows of one voter.</summary>
/// <param name="Node">The voter.</param>
/// <param name="IsHeard">Whether it was heard within an election timeout.</param>
/// <param name="Location">Where it is, if the shell knows; the cores do not.</param>
/// <param name="IsMember">Whether the cluster has let it in; known to the shell as well.</param>
public sealed record VoterStatus(NodeId Node, bool IsHeard, string? Location, bool IsMember);

/// <summary>What a node knows of the group.</summary>
public sealed record StatusAnswer(long Id, NodeId Node, Ballot Leader, bool IsLeaderHeard, IReadOnlyList<VoterStatus> Voters) : IQueryAnswer;

/// <summary>A held lock.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Token">The token of the first of its holders.</param>
/// <param name="Session">That holder's session.</param>
/// <param name="Holder">The client of that session.</param>
/// <param name="Waiting">How many wait.</param>
public sealed record HeldLock(string Name, FencingToken Token, SessionId Session, string Holder, int Waiting)
{
    /// <summary>What the holder has of it.</summary>
    public LockMode Mode { get; init; }

    /// <summary>How many requests hold it.</summary>
    public int Holders { get; init; } = 1;

    /// <summary>The permits of a semaphore; 0 for a lock.</summary>
    public int Permits { get; init; }

    /// <summary>What the holder gave along.</summary>
    public string? Value { get; init; }
}

/// <summary>The locks that are held.</summary>
/// <param name="Id">The query's.</param>
/// <param name="Locks">In the order of their names.</param>
/// <param name="IsComplete">False if there are more after the last.</param>
public sealed record LockQueryAnswer(long Id, IReadOnlyList<HeldLock> Locks, bool IsComplete) : IQueryAnswer;

/// <summary>One who holds a lock, or waits for it.</summary>
/// <param name="Claim">The claim; its time is of no use here.</param>
/// <param name="Client">The client of its session.</param>
/// <param name="Age">For how long; null if for longer than the answering node knows.</param>
public sealed record Claimant(ClaimView Claim, string Client, TimeSpan? Age);

/// <summary>Who holds one lock, and who waits for it.</summary>
/// <param name="Id">The query's.</param>
/// <param name="Name">The lock.</param>
/// <param name="Permits">The permits of a semaphore; 0 for a lock.</param>
/// <param name="Holders">In the order of their grants; the first of them, if there are many.</param>
/// <param name="Waiters">First in line first; the first of them, if there are many.</param>
/// <param name="Waiting">How many wait in all.</param>
public sealed record LineQueryAnswer(long Id, string Name, int Permits, IReadOnlyList<Claimant> Holders, IReadOnlyList<Claimant> Waiters, int Waiting)
    : IQueryAnswer
{
    /// <summary>How many hold it in all.</summary>
    public int Holding { get; init; }
}

/// <summary>An open session.</summary>
/// <param name="View">The session.</param>
/// <param name="Requests">How many of its requests hold or await a lock.</param>
public sealed record OpenedSession(SessionView View, int Requests);

/// <summary>The open sessions.</summary>
/// <param name="Id">The query's.</param>
/// <param name="Sessions">Oldest first.</param>
/// <param name="IsComplete">False if there are more after the last.</param>
public sealed record SessionQueryAnswer(long Id, IReadOnlyList<OpenedSession> Sessions, bool IsComplete) : IQueryAnswer;

/// <summary>What happened.</summary>
/// <param name="Id">The query's.</param>
/// <param name="Since">The node remembers all that came after this, and nothing before.</param>
/// <param name="UpTo">The events are all there were up to here: where to ask on from.</param>
/// <param name="Events">In the order of the log.</param>
/// <param name="IsComplete">False if there is more.</param>
public sealed record EventQueryAnswer(long Id, EventPosition Since, EventPosition UpTo, IReadOnlyList<LockEvent> Events, bool IsComplete) : IQueryAnswer;

/// <summary>Where a request stands.</summary>
/// <param name="Id">The query's.</param>
/// <param name="State">Whether it holds or waits.</param>
/// <param name="Token">Its token; null if it does not hold.</param>
/// <param name="IsSessionOpen">Whether its session is open: a session that has ended never holds anything again.</param>
/// <param name="WasGranted">The token that it once had, as far as the answering node remembers.</param>
/// <param name="IsRemembered">Whether the answering node remembers all that happened since the session was opened.</param>
public sealed record RequestQueryAnswer(long Id, RequestState State, FencingToken? Token, bool IsSessionOpen, FencingToken? WasGranted, bool IsRemembered)
    : IQueryAnswer;
