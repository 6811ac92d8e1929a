namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>Tells a wait that goes on from one that is getting somewhere.</summary>
/// <param name="patience">How long a wait may last without progress.</param>
public sealed class StallWatch(TimeSpan patience)
{
    private TimeSpan? _since;

    /// <summary>Takes note of how things stand.</summary>
    /// <param name="now">The time on the node's monotonic clock.</param>
    /// <param name="isWaiting">Whether something is waited for.</param>
    /// <param name="hasMoved">Whether there was progress since the last note.</param>
    public void Note(TimeSpan now, bool isWaiting, bool hasMoved)
    {
        if (!isWaiting || hasMoved)
            _since = null;
        else
            _since ??= now;
    }

    /// <summary>Whether the wait has lasted too long.</summary>
    public bool IsStalled(TimeSpan now) => _since is { } since && now - since >= patience;

    /// <summary>A new wait begins.</summary>
    public void Reset() => _since = null;
}
