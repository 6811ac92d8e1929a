namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>What a proposer has to get done in one instance.</summary>
internal sealed class Wish(InstanceId instance)
{
    /// <summary>The instance.</summary>
    public InstanceId Instance => instance;

    /// <summary>What is proposed if nothing is chosen; null only brings to an end what others began.</summary>
    public Value? Own { get; set; }

    /// <summary>The newest question that waits for the answer; 0 for none.</summary>
    public long Question { get; set; }

    /// <summary>The ballot that it is under way in; null while it waits for one.</summary>
    public Attempt? Attempt { get; set; }

    /// <summary>Whether it waits for a ballot.</summary>
    public bool IsWaiting => Attempt is null;

    /// <summary>How often it was refused.</summary>
    public int Refusals { get; set; }

    /// <summary>Until when others are given way.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>How many bytes it takes in a message, roughly.</summary>
    public int Size => Bundle.SizeOf(instance) + (Own?.Length ?? 0);
}
