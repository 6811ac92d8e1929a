namespace Akka.Consensus.Core.Locks;

/// <summary>What a request wants of a lock, and what others may have of it meanwhile.</summary>
public enum LockMode
{
    /// <summary>All of it: nobody else has anything.</summary>
    Exclusive = 0,

    /// <summary>A part that others may have too, as long as nobody has all of it: to read.</summary>
    Shared = 1,

    /// <summary>As <see cref="Shared"/>, but only one may have it at a time: to read, and perhaps to ask for all of it later.</summary>
    Upgradeable = 2,

    /// <summary>Some of a number of permits: the name is a semaphore.</summary>
    Permits = 3,
}

/// <summary>One lock that a request wants.</summary>
/// <param name="Name">The lock, or the semaphore.</param>
/// <param name="Mode">What it wants of it.</param>
public readonly record struct LockDemand(string Name, LockMode Mode = LockMode.Exclusive)
{
    /// <summary>How many permits of a semaphore it wants; 0 for a lock.</summary>
    public int Count { get; init; }

    /// <summary>How many permits the semaphore has in all: whoever asks first says so, and others must say the same. 0 for a lock.</summary>
    public int Permits { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Mode == LockMode.Permits ? $"{Name} ({Count} of {Permits})" : $"{Name} ({Mode})";

    /// <summary>Whether it makes sense.</summary>
    public bool IsSound => LockName.IsValid(Name) && Mode switch
    {
        LockMode.Permits => Count >= 1 && Count <= Permits,
        LockMode.Exclusive or LockMode.Shared or LockMode.Upgradeable => Count == 0 && Permits == 0,
        _ => false,
    };
}
