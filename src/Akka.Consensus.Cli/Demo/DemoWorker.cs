using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>A worker that takes one lock after the other, and writes to the lock's file while it owns it.</summary>
internal sealed class DemoWorker(string name, IReplicatedLocks locks, IReadOnlyDictionary<string, SharedFile> files, DemoBoard board)
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stop)
    {
        var names = files.Keys.ToArray();
        while (!stop.IsCancellationRequested)
        {
            var wanted = names[Random.Shared.Next(names.Length)];
            try
            {
                await using var held = await locks.Get(wanted).AcquireAsync(Patience, stop);
                await WorkAsync(wanted, held);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is TimeoutException or OutcomeUnknownException)
            {
                board.Say($"{name} waited in vain for {wanted}: {failure.Message}");
            }
        }
    }

    // Not stopped in the middle: who has entered leaves, unless the lock is lost.
    private async Task WorkAsync(string wanted, LockHandle held)
    {
        var file = files[wanted];
        file.Enter(name, held.Token);
        board.Owned(wanted, name, held.Token.Value);
        try
        {
            await Task.Delay(Work, held.Lost);
            held.Lost.ThrowIfCancellationRequested();
            file.Exit(name, held.Token);
        }
        catch (OperationCanceledException)
        {
            file.Lost(name, held.Token);
            board.Say($"{name} lost {wanted}");
        }

        board.Freed(wanted, held.Token.Value);
    }
}
