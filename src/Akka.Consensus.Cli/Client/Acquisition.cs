using System.Diagnostics;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Waits for a lock, and tells a lock that somebody else has from a cluster that is not there.</summary>
internal sealed class Acquisition(IReplicatedLocks locks, IReplicatedLock wanted, Duration wait)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private TimeSpan Left => wait.Length > _clock.Elapsed ? wait.Length - _clock.Elapsed : TimeSpan.Zero;

    /// <exception cref="CliException">Not acquired in time, or the cluster did not answer.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<LockHandle> RunAsync(CancellationToken stop)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var silence = wait.Length > Silence ? WatchForSilenceAsync(done.Token) : Task.CompletedTask;
        try
        {
            return await AcquireAsync(stop)
                ?? throw new CliException(
                    $"lock {wanted.Name}: not acquired within {wait}; somebody else holds it (see akka-consensus locks).",
                    ExitCodes.NotAcquired);
        }
        catch (ConsensusUnavailableException unavailable)
        {
            throw NoAnswer(unavailable.Message);
        }
        catch (Exception refused) when (refused is TimeoutException or InvalidOperationException and not ObjectDisposedException)
        {
            // In use as something else, or taken away before it was in our hands.
            throw new CliException($"lock {wanted.Name}: {refused.Message}.", ExitCodes.NotAcquired);
        }
        finally
        {
            await done.CancelAsync();
            await silence.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<LockHandle?> AcquireAsync(CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                return await wanted.TryAcquireAsync(Left, giveUp);
            }
            catch (OutcomeUnknownException unknown)
            {
                // The session ended while we waited: it holds nothing, so asking again is safe. It costs our place in the queue.
                if (Left == TimeSpan.Zero)
                    throw NoAnswer(unknown.Message);
            }
        }
    }

    // A cluster that is being started again may take its time, and whoever said --wait 5m meant to outlast that; but should not wait in the
    // dark. Asking costs a message, so it is done only when the lock did not come soon.
    private async Task WatchForSilenceAsync(CancellationToken done)
    {
        await Task.Delay(Silence / 2, done);
        try
        {
            await locks.GetStatusAsync(Silence / 2, done);
        }
        catch (ConsensusUnavailableException)
        {
            Failures.Warn($"lock {wanted.Name}: the cluster does not answer; waiting for it, {wait} in all. Check that a majority of the nodes runs, and --contact.");
        }
    }

    private CliException NoAnswer(string what) => new(
        $"lock {wanted.Name}: {what.TrimEnd('.')}; check that a majority of the nodes runs, and --contact.", ExitCodes.Unavailable);
}
