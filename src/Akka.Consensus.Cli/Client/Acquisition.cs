using System.Diagnostics;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Waits for a lock, and tells a lock that somebody else has from a cluster that is not there.</summary>
internal sealed class Acquisition(IReplicatedLocks locks, string name, Duration wait)
{
    private static readonly Duration Silence = Duration.Seconds(10);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private TimeSpan Left => wait.Length > _clock.Elapsed ? wait.Length - _clock.Elapsed : TimeSpan.Zero;

    /// <exception cref="CliException">Not acquired in time, or the cluster did not answer.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<LockHandle> RunAsync(CancellationToken stop)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var silence = wait.Length > Silence.Length ? WatchForSilenceAsync(giveUp) : Task.CompletedTask;
        try
        {
            return await AcquireAsync(giveUp.Token)
                ?? throw new CliException(
                    $"lock {name}: not acquired within {wait}; somebody else holds it (see akka-consensus locks).",
                    ExitCodes.NotAcquired);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw NoAnswer($"the cluster did not answer within {Silence}");
        }
        catch (ConsensusUnavailableException unavailable)
        {
            throw NoAnswer(unavailable.Message);
        }
        finally
        {
            await giveUp.CancelAsync();
            await silence.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<LockHandle?> AcquireAsync(CancellationToken giveUp)
    {
        var wanted = locks.Get(name);
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

    // Somebody who waits for minutes should not wait that long to be told that nobody is there. Asking costs a message, so it is done
    // only when the lock did not come soon.
    private async Task WatchForSilenceAsync(CancellationTokenSource giveUp)
    {
        await Task.Delay(Silence.Length / 2, giveUp.Token);
        try
        {
            await locks.GetStatusAsync(Silence.Length / 2, giveUp.Token);
        }
        catch (ConsensusUnavailableException)
        {
            await giveUp.CancelAsync();
        }
    }

    private CliException NoAnswer(string what) => new(
        $"lock {name}: {what.TrimEnd('.')}; check that a majority of the nodes runs, and --contact.", ExitCodes.Unavailable);
}
