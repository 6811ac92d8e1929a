namespace Akka.Consensus.Core.Client;

/// <summary>The times and limits of a client.</summary>
public sealed record ClientSettings
{
    /// <summary>How long the cluster keeps the client's locks after it last heard from it.</summary>
    public TimeSpan SessionTimeToLive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>By how much the rates of two clocks may differ: 0.01 is one part in a hundred. The client lets go so much earlier.</summary>
    public double ClockDrift { get; init; } = 0.01;

    /// <summary>How long to wait for an answer before asking again, perhaps another node.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long to leave a leader alone that has too much to do, after the first refusal; twice as long after each further one.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest time for which a leader is left alone.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest time between two keep-alives; a fifth of the time to live if that is shorter.</summary>
    public TimeSpan MaxKeepAliveInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many requests may be unanswered at a time. Further ones wait in the client.</summary>
    public int MaxUnanswered { get; init; } = 512;

    /// <summary>How many acquires may be under way or hold their lock at a time. Further ones are refused at once.</summary>
    public int MaxOperations { get; init; } = 16_384;

    /// <summary>How many queries may be unanswered at a time. Further ones are refused at once.</summary>
    public int MaxQueries { get; init; } = 1024;

    /// <summary>How many bytes of commands one message carries at most.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>The time between two keep-alives.</summary>
    public TimeSpan KeepAliveInterval =>
        SessionTimeToLive / 5 < MaxKeepAliveInterval ? SessionTimeToLive / 5 : MaxKeepAliveInterval;
}
