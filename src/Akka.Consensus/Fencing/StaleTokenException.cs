using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Fencing;

/// <summary>
/// A guard has seen a newer token: somebody else has had the lock since this one was granted. Nothing was done under it, and trying again
/// with the same token will not help: acquire the lock anew.
/// </summary>
public sealed class StaleTokenException : Exception
{
    internal StaleTokenException(string? resource, FencingToken token, FencingToken newest)
        : base($"the fencing token {token} is stale{(resource is null ? "" : $" for '{resource}'")}: {newest} has been there. "
            + "The lock was lost; acquire it anew")
    {
        Resource = resource;
        Token = token;
        Newest = newest;
    }

    /// <summary>The name of the resource; null where its guard has none.</summary>
    public string? Resource { get; }

    /// <summary>The token that was refused.</summary>
    public FencingToken Token { get; }

    /// <summary>The newest token that the guard had seen.</summary>
    public FencingToken Newest { get; }
}
