using Akka.Consensus.Locks;

namespace Akka.Consensus.Client;

/// <summary>What a handle can have done by those who made it.</summary>
internal sealed record HandleActions(
    Func<LockHandle, string?, Task> Release,
    Func<RequestId, TimeSpan?, CancellationToken, Task<RequestOutcome>> Resolve,
    Func<LockHandle, TimeSpan?, CancellationToken, Task<LockHandle?>> Upgrade,
    TimeSpan DisposeTimeout)
{
    /// <summary>The group whose locks they are.</summary>
    public string Group { get; init; } = "";
}
