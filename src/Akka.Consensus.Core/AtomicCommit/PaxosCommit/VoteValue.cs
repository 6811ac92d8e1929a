using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

/// <summary>A vote as the value of a Paxos instance: prepared, or aborted and why.</summary>
public static class VoteValue
{
    private const string Prepared = "prepared";
    private const string Aborted = "aborted:";

    /// <summary>The value for a vote.</summary>
    public static Value Of(Vote vote, string? reason) => vote == Vote.No ? ToAbort(reason ?? "") : Value.Of(Prepared);

    /// <summary>The value that aborts.</summary>
    public static Value ToAbort(string reason) => Value.Of(Aborted + reason);

    /// <summary>Whether it says that the participant is prepared.</summary>
    public static bool IsPrepared(Value value) => value.ToString() == Prepared;

    /// <summary>Why it aborts.</summary>
    public static string ReasonOf(Value value) => value.ToString()[Aborted.Length..];

    /// <summary>What the instances of a transaction have in common: of another transaction with its id it is another.</summary>
    public static string NameOf(Transaction transaction) => $"{transaction.Id}#{transaction.Nonce}";

    /// <summary>The instance of a participant.</summary>
    public static InstanceId InstanceOf(Transaction transaction, string participant) => new(NameOf(transaction), participant);
}
