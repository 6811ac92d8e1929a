using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Sessions;

// Between a client and the group. A client may ask any node: one that does not lead passes the message on, once.
//
//   ClientCommands --> Propose ... --> SessionOpened, SessionAnswers, SessionEnded   from the learner of the node that was asked
//   KeepAlive      --> quorum round --> KeepAliveAnswer                              not in the log
//   Query          --> quorum round, or none --> IQueryAnswer                        see Queries.cs

/// <summary>From a client. Whoever passes it on leaves its sender as it is.</summary>
public abstract record ClientMessage(ClientId Client) : IMessage
{
    /// <summary>Whether a node has passed it on already: it is not passed on twice.</summary>
    public bool IsForwarded { get; init; }

    /// <summary>
    /// Whether a sound client may have sent it. What is beyond all limits, or for others to say, is not worth an answer, nor the memory.
    /// </summary>
    public virtual bool IsSound => Client.IsSound;
}

/// <summary>A request that may be sent any number of times: one answer is as good as another.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Number">Which of its requests this is: a request that is sent again keeps it.</param>
public abstract record NumberedRequest(ClientId Client, long Number) : ClientMessage(Client);

/// <summary>The answer to a <see cref="NumberedRequest"/>.</summary>
public interface IReply : IMessage
{
    /// <summary>The request.</summary>
    long Number { get; }
}

/// <summary>Commands to be put into the log: all that one process has to ask, in one message.</summary>
public sealed record ClientCommands(ClientId Client, IReadOnlyList<Command> Commands) : ClientMessage(Client)
{
    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && Commands.All(command => command switch
    {
        OpenSession open => open.Client == Client,
        CloseSession close => close.Client == Client,
        SessionRequest request => request.Body.IsBounded,
        _ => false,
    });
}

/// <summary>The client lives.</summary>
/// <param name="Client">Who says so.</param>
/// <param name="Session">The session to be kept.</param>
/// <param name="Number">Tells the client which of its keep-alives was acknowledged.</param>
/// <param name="Waiting">Acquires whose grant the client waits for: it is told again, should the first word have been lost.</param>
public sealed record KeepAlive(ClientId Client, SessionId Session, long Number, IReadOnlyList<long> Waiting) : ClientMessage(Client)
{
    /// <summary>How many acquires it may name. If there are more, the next one names the others.</summary>
    public const int MaxWaiting = 1024;

    /// <inheritdoc/>
    public override bool IsSound => base.IsSound && Waiting.Count <= MaxWaiting;
}

/// <summary>A session is open.</summary>
public sealed record SessionOpened(SessionId Session, long Nonce) : IMessage;

/// <summary>No session was opened: as many are open as may be. Dead ones expire, so asking again later may help.</summary>
public sealed record SessionRefused(long Nonce) : IMessage;

/// <summary>A session has ended: closed, or expired.</summary>
public sealed record SessionEnded(SessionId Session) : IMessage;

/// <summary>What became of one request.</summary>
public readonly record struct SessionAnswer(SessionId Session, long Sequence, LockAnswer Answer);

/// <summary>What became of some requests of one client.</summary>
public sealed record SessionAnswers(IReadOnlyList<SessionAnswer> Items) : IMessage;

/// <summary>The keep-alive was heard while the answering node certainly led.</summary>
public sealed record KeepAliveAnswer(SessionId Session, long Number) : IMessage;

/// <summary>The node does not lead.</summary>
/// <param name="Leader">The node that does, as far as is known; null for none.</param>
public sealed record Unavailable(NodeId? Leader) : IMessage;

/// <summary>The node has too much to do: something of what the client asked was dropped, and may be asked again, but later.</summary>
/// <param name="Taken">How many commands of the client's message were taken on all the same.</param>
public sealed record Overloaded(int Taken) : IMessage;
