using Akka.Actor;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Akka.Coordination;

namespace Akka.Consensus.Lease;

/// <summary>Asks for the lock of one lease, again and again, until it is granted, refused or too late.</summary>
/// <param name="system">Whose locks.</param>
/// <param name="name">The name of the lock.</param>
/// <param name="limit">How long to go on.</param>
internal sealed class LeaseLock(ActorSystem system, string name, TimeSpan limit)
{
    private AcquireFailure? _lastFailure;

    /// <summary>Asks until the limit.</summary>
    /// <param name="before">What has to be over first: else the lock would still be ours and be refused to us.</param>
    /// <returns>Null if somebody else has the lock.</returns>
    /// <exception cref="LeaseException">Whether somebody has it is not known. Nothing is held, or it is being given back.</exception>
    public async Task<LockHandle?> AcquireAsync(Task before)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await before.WaitAsync(timeout.Token).ConfigureAwait(false);
            var locks = await LocksAsync(timeout.Token).ConfigureAwait(false);
            return await AskAsync(locks, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            var why = _lastFailure is { } failure ? $" (last: {failure})" : "";
            throw new LeaseTimeoutException($"the cluster did not say within {limit.TotalSeconds:0.#} s whether '{name}' is free{why}");
        }
        catch (Exception failure) when (failure is not LeaseException)
        {
            throw new LeaseException($"'{name}' cannot be asked for: {failure.Message}", failure);
        }
    }

    /// <summary>The first to ask for the locks starts them, which on a voter opens its journal: not for the caller's thread to wait for.</summary>
    private Task<ReplicatedLocks> LocksAsync(CancellationToken timeout) =>
        Task.Run(() => system.WithExtension<ReplicatedLocks, ReplicatedLocksProvider>(), CancellationToken.None).WaitAsync(timeout);

    private async Task<LockHandle?> AskAsync(ReplicatedLocks locks, CancellationToken timeout)
    {
        while (true)
        {
            var answer = await locks.AcquireAsync(new Acquire(name, Waits: false), LockOptions.Default, timeout: null, queued: null, timeout).ConfigureAwait(false);
            switch (answer)
            {
                case { Handle: { State: not LockState.Lost } granted }:
                    return granted;
                case { Failure.Reason: AcquireFailure.Denied }:
                    return null;
                case { Failure.Reason: AcquireFailure.Closed }:
                    throw new LeaseException($"'{name}' cannot be acquired: the client has been closed, or its ActorSystem has ended");
            }

            _lastFailure = answer.Failure?.Reason ?? AcquireFailure.SessionLost;
            await Task.Delay(locks.MinBackoff, timeout).ConfigureAwait(false);
        }
    }
}
