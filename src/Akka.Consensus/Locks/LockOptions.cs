using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Locks;

/// <summary>How a lock is to be held. Immutable.</summary>
public sealed record LockOptions
{
    /// <summary>All of it, or a part that others may have too.</summary>
    public LockMode Mode { get; init; }

    /// <summary>In whose name; null for an owner of its own for each acquire.</summary>
    public LockOwner? Owner { get; init; }

    /// <summary>
    /// How long nobody else gets the lock after it was lost (not after it was given back): for a resource that cannot check a token, and may still be at work for
    /// the former holder. Longer after a change of leader, never shorter.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// How long to hold it at most; null for as long as the process lives and likes. After that time the handle is lost, and the lock given back. Measured from when
    /// the handle was handed out, by the client's clock.
    /// </summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>Shown with the holder to whoever asks: at most 1024 characters.</summary>
    public string? Value { get; init; }

    internal static LockOptions Default { get; } = new();

    internal LockOptions Checked()
    {
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(Delay), Delay, "a lock is kept back for up to a day");
        if (MaxHold <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(MaxHold), MaxHold, "a lock is held for longer than nothing");
        if (!Enum.IsDefined(Mode) || Mode == LockMode.Permits)
            throw new ArgumentOutOfRangeException(nameof(Mode), Mode, "permits are those of a semaphore: use GetSemaphore");
        CheckText(Value, nameof(Value));
        return this;
    }

    internal static void CheckText(string? text, string parameter)
    {
        if (text?.Length > LockRequest.MaxTextLength)
            throw new ArgumentException($"a text of {text.Length} characters is too long: {LockRequest.MaxTextLength} is the most", parameter);
    }
}
