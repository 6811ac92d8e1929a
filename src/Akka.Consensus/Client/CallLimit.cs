namespace Akka.Consensus.Client;

/// <summary>
/// How many calls of one kind are on their way to the client's actor or in its hands: its mailbox has no bound of its own. Thread-safe.
/// </summary>
/// <param name="most">How many there may be.</param>
internal sealed class CallLimit(int most)
{
    private int _count;

    /// <summary>A call begins, unless there are as many as may be.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= most)
            return true;
        Leave();
        return false;
    }

    /// <summary>The actor is done with a call, however it ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
