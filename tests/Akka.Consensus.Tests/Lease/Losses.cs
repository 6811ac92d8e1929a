namespace Akka.Consensus.Tests.Lease;

/// <summary>What a lost-callback was told.</summary>
internal sealed class Losses
{
    private readonly TaskCompletionSource<Exception> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(Exception reason)
    {
        Interlocked.Increment(ref _count);
        _first.TrySetResult(reason);
    }

    public Task<Exception> FirstAsync() => _first.Task.WaitAsync(TimeSpan.FromSeconds(30));
}
