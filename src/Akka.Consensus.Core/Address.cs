namespace Akka.Consensus.Core;

/// <summary>Whom a message is for, or from.</summary>
public enum Role
{
    /// <summary>Promises and accepts: the memory of the group.</summary>
    Acceptor,

    /// <summary>Proposes when elected, and is the node's door for clients.</summary>
    Proposer,

    /// <summary>Applies what is chosen and answers clients.</summary>
    Learner,

    /// <summary>An application's side.</summary>
    Client,

    /// <summary>Promises and accepts the values of registers.</summary>
    RegisterAcceptor,

    /// <summary>Has values of registers chosen; no leader among them.</summary>
    RegisterProposer,

    /// <summary>Knows the values of registers.</summary>
    RegisterLearner,

    /// <summary>Promises and accepts the votes of participants in transactions.</summary>
    CommitAcceptor,

    /// <summary>Brings transactions to an end.</summary>
    Coordinator,

    /// <summary>Has a part in transactions: an actor of the application, named by its path.</summary>
    Participant,
}

/// <summary>A role on a node, or a client. Stays the same over restarts: a shell finds where it lives now.</summary>
/// <param name="Role">Which role.</param>
/// <param name="Name">The node's id, or the client's.</param>
public readonly record struct Address(Role Role, string Name)
{
    /// <summary>The node of a role; meaningless for a client.</summary>
    public NodeId Node => new(Name);

    /// <summary>The acceptor of a node.</summary>
    public static Address Acceptor(NodeId node) => new(Role.Acceptor, node.Value);

    /// <summary>The proposer of a node.</summary>
    public static Address Proposer(NodeId node) => new(Role.Proposer, node.Value);

    /// <summary>The learner of a node.</summary>
    public static Address Learner(NodeId node) => new(Role.Learner, node.Value);

    /// <summary>A client.</summary>
    public static Address Client(ClientId client) => new(Role.Client, client.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Role}({Name})";
}

/// <summary>The name of one client: one process, or one ActorSystem, for as long as it lives. Chosen by the client, unique.</summary>
public readonly record struct ClientId(string Value)
{
    /// <summary>How many characters it may have: it is told with every lock that the client holds.</summary>
    public const int MaxLength = 128;

    /// <summary>Whether a client may have this name.</summary>
    public bool IsSound => Value.Length is > 0 and <= MaxLength;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
