using System.Collections.Immutable;

namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>How the participants of a transaction come to one decision.</summary>
public enum CommitProtocol
{
    /// <summary>Two-phase commit. Cheapest; a participant that voted yes is blocked while the coordinator is away.</summary>
    TwoPhase,

    /// <summary>Three-phase commit. Does not block when processes crash, and may disagree when the network is divided.</summary>
    ThreePhase,

    /// <summary>Paxos Commit. Does not block while a majority of its acceptors lives, and never disagrees.</summary>
    PaxosCommit,
}

/// <summary>What a participant says when it is asked to prepare.</summary>
public enum Vote
{
    /// <summary>It can commit, and can abort, whatever happens to it.</summary>
    Yes,

    /// <summary>It cannot commit.</summary>
    No,

    /// <summary>It has nothing to commit or to undo, and does not care for the decision.</summary>
    ReadOnly,
}

/// <summary>What becomes of a transaction.</summary>
public enum Decision
{
    /// <summary>All of it happens.</summary>
    Commit,

    /// <summary>None of it happens.</summary>
    Abort,
}

/// <summary>Who takes part in a transaction, and how it is decided. Travels with it: whoever is in doubt knows whom to ask.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Nonce">A number drawn when it was begun: it tells this transaction from another that was given the same id.</param>
/// <param name="Protocol">How it is decided.</param>
/// <param name="Coordinator">The node that begins it.</param>
/// <param name="Participants">The names of the participants: the paths of their actors.</param>
/// <param name="Acceptors">Of Paxos Commit: the nodes that remember the votes, 2F + 1 for F failures. Else none.</param>
public sealed record Transaction(TransactionId Id, long Nonce, CommitProtocol Protocol, NodeId Coordinator,
    ImmutableArray<string> Participants, ImmutableArray<NodeId> Acceptors)
{
    /// <summary>How many participants one transaction may have.</summary>
    public const int MaxParticipants = 64;

    /// <summary>How many characters the name of a participant may have.</summary>
    public const int MaxNameLength = 512;

    /// <summary>Whether it makes sense.</summary>
    public bool IsSound => Id.IsSound && Participants.Length is > 0 and <= MaxParticipants
        && Participants.All(p => p.Length is > 0 and <= MaxNameLength) && Participants.Distinct(StringComparer.Ordinal).Count() == Participants.Length
        && (Protocol == CommitProtocol.PaxosCommit) == (Acceptors.Length > 0) && Acceptors.Distinct().Count() == Acceptors.Length;

    /// <inheritdoc/>
    public bool Equals(Transaction? other) => other is not null && (Id, Nonce, Protocol, Coordinator)
        == (other.Id, other.Nonce, other.Protocol, other.Coordinator) && Participants.SequenceEqual(other.Participants) && Acceptors.SequenceEqual(other.Acceptors);

    /// <inheritdoc/>
    public override int GetHashCode() => Nonce.GetHashCode();
}

/// <summary>What a participant is asked to do: only the application can read it.</summary>
/// <param name="Serializer">The id of the serializer that wrote it.</param>
/// <param name="Manifest">What the serializer calls its type.</param>
/// <param name="Content">The bytes.</param>
public sealed record Operation(int Serializer, string Manifest, Value Content)
{
    /// <summary>How large the content may be, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Nothing.</summary>
    public static Operation None { get; } = new(0, "", new Value([]));
}
