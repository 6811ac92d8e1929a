namespace Akka.Consensus.Lease;

/// <summary>An acquire that is under way.</summary>
internal sealed class LeaseAttempt
{
    /// <summary>What the callers are told: all that acquire while it is under way are told the same.</summary>
    public TaskCompletionSource<bool> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who wants to know of a loss.</summary>
    public Action<Exception>? OnLost { get; set; }

    /// <summary>Whether what it brings is still wanted; if not, it is given back.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>Completes, and never fails, when it is over: with what it brought given back, if that was not wanted.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;
}
