using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Fencing;

/// <summary>The guards of many resources in memory, each by its name. Thread-safe.</summary>
/// <remarks>
/// A guard is never forgotten, for what it has seen would be forgotten with it. Where names come without end, use a
/// <see cref="SqlFencingGuard"/>.
/// </remarks>
public sealed class FencingGuards
{
    /// <summary>How many resources there may be unless another number is given.</summary>
    public const int DefaultCapacity = 65536;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FencingGuard> _guards = [];
    private readonly int _capacity;

    /// <summary>No guards yet.</summary>
    /// <param name="capacity">How many resources there may be.</param>
    public FencingGuards(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <summary>The guard of a resource: the same each time.</summary>
    /// <exception cref="InvalidOperationException">There are as many resources as there may be, and this is another one.</exception>
    public FencingGuard Get(string resource)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        lock (_lock)
        {
            if (_guards.TryGetValue(resource, out var guard))
                return guard;
            if (_guards.Count == _capacity)
                throw new InvalidOperationException($"{_capacity} resources are guarded already, and none may be forgotten: raise the capacity");
            guard = new FencingGuard(resource);
            _guards.Add(resource, guard);
            return guard;
        }
    }

    /// <summary>Whether the token is at least as new as all that were accepted for this resource; if so it is accepted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    /// <exception cref="InvalidOperationException">There are as many resources as there may be, and this is another one.</exception>
    public bool TryAccept(string resource, FencingToken token) => Get(resource).TryAccept(token);

    /// <summary>Accepts the token for this resource, or throws.</summary>
    /// <exception cref="StaleTokenException">A newer token has been accepted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    /// <exception cref="InvalidOperationException">There are as many resources as there may be, and this is another one.</exception>
    public void Accept(string resource, FencingToken token) => Get(resource).Accept(token);
}
