using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Coordination;
using Akka.Event;

namespace Akka.Consensus.Lease;

/// <summary>
/// A lease of Akka.Coordination that is a replicated lock: for Cluster Singleton, Cluster Sharding and the downing strategy
/// <c>lease-majority</c>. Configured at <c>akka.coordination.lease.consensus</c>. Thread-safe.
/// </summary>
/// <remarks>
/// The holder is this object in this ActorSystem, by the session of its client: not whoever has the same owner name, so a process that was
/// started anew at the same address waits until the old one's session has ended.
/// </remarks>
public sealed class ConsensusLease : Coordination.Lease
{
    /// <summary>
    /// The lock of a lease has this before the lease's name. Such names are refused by <see cref="Locks.IReplicatedLocks.Get"/>: no lock of an
    /// application is ever one of a lease.
    /// </summary>
    public const string LockNamePrefix = "akka.coordination.lease/";

    private readonly object _gate = new();
    private readonly ExtendedActorSystem _system;
    private readonly string _lockName;
    private LeaseGrant? _grant;
    private LeaseAttempt? _attempt;
    private Task _ending = Task.CompletedTask;

    /// <summary>Made by Akka's <see cref="LeaseProvider"/>. Asks nobody and starts nothing: that is left to the first acquire.</summary>
    /// <exception cref="ArgumentException">The lease's name is empty or too long.</exception>
    /// <exception cref="ConsensusConfigurationException">
    /// <c>heartbeat-timeout</c> is shorter than <c>akka.consensus.client.session-ttl</c>, which is how long the lease of a crashed node is held.
    /// </exception>
    public ConsensusLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        _system = system;
        _lockName = LeaseName.ToLock(settings.LeaseName);
        var timeToLive = system.Settings.Config.WithFallback(Consensus.DefaultConfig()).GetTimeSpan("akka.consensus.client.session-ttl");
        if (settings.TimeoutSettings.HeartbeatTimeout < timeToLive)
        {
            throw new ConsensusConfigurationException(
                $"the lease '{settings.LeaseName}' has a heartbeat-timeout of {settings.TimeoutSettings.HeartbeatTimeout.TotalSeconds:0.#} s, but that of a "
                + $"crashed node is held for {timeToLive.TotalSeconds:0.#} s: lower akka.consensus.client.session-ttl, or raise heartbeat-timeout");
        }
    }

    /// <summary>The token of the present grant, by which a resource can refuse a former holder; null unless the lease is certainly held.</summary>
    public FencingToken? Token => Volatile.Read(ref _grant) is { IsHeld: true } held ? held.Handle.Token : null;

    /// <inheritdoc cref="Acquire(Action{Exception})"/>
    public override Task<bool> Acquire() => Acquire(null);

    /// <summary>Takes the lease if it is free. While it is held, by this object, the answer is true at once.</summary>
    /// <param name="leaseLostCallback">
    /// Told, once and on a thread of the pool, when the lease is lost: at the client's own deadline, or when its session has ended. Not told of a
    /// release. Null leaves a callback of an earlier acquire in place.
    /// </param>
    /// <returns>False if somebody else has it, or if it was released meanwhile. Known within <c>lease-operation-timeout</c>.</returns>
    /// <exception cref="LeaseTimeoutException">
    /// The cluster did not answer in all that time, though it was asked again and again. Should it still grant the lease, that is given back.
    /// </exception>
    /// <exception cref="LeaseException">The locks cannot be used: they are configured wrongly, or have been closed.</exception>
    public override Task<bool> Acquire(Action<Exception>? leaseLostCallback)
    {
        lock (_gate)
        {
            if (_grant is { IsHeld: true } held)
            {
                held.Tell(leaseLostCallback);
                return Task.FromResult(true);
            }

            if (_attempt is not { IsWanted: true } attempt)
            {
                var before = _ending;
                _attempt = attempt = new LeaseAttempt();
                attempt.Ended = Task.Run(() => RunAsync(attempt, before));
            }

            attempt.OnLost = leaseLostCallback ?? attempt.OnLost;
            return attempt.Result.Task;
        }
    }

    /// <summary>Gives the lease back. Again is no error. Waits for no thread of the caller's dispatcher.</summary>
    /// <returns>
    /// True when the lease is certainly not held by this object. False if the cluster has not said so within <c>lease-operation-timeout</c>:
    /// the request goes on being sent, and <see cref="CheckLease"/> is false all the same.
    /// </returns>
    public override Task<bool> Release()
    {
        lock (_gate)
        {
            if (_attempt is { IsWanted: true } running)
            {
                running.IsWanted = false;
                _ending = running.Ended;
            }
            else if (_grant?.TryGiveBack() == true)
            {
                _ending = _grant.Handle.ReleaseAsync();
            }

            return ConfirmAsync(_ending);
        }
    }

    /// <summary>Whether the lease is certainly held, by the deadline that the client keeps: asks nobody.</summary>
    public override bool CheckLease() => Volatile.Read(ref _grant) is { IsHeld: true };

    private async Task RunAsync(LeaseAttempt attempt, Task before)
    {
        try
        {
            var handle = await new LeaseLock(_system, _lockName, Settings.TimeoutSettings.OperationTimeout).AcquireAsync(before).ConfigureAwait(false);
            var grant = handle is null ? null : new LeaseGrant(handle, null);
            var isHeld = End(attempt, grant) && grant is not null;
            attempt.Result.SetResult(isHeld);
            // Only now: who is told of a loss must have been told of the grant.
            if (isHeld)
                grant!.Watch(new LeaseTimeoutException(Lost), failure => _system.Log.Error(failure, "The callback for the loss of {0} failed", _lockName));
            else if (handle is not null)
                await handle.ReleaseAsync().ConfigureAwait(false);
        }
        catch (LeaseException failure)
        {
            End(attempt, null);
            attempt.Result.SetException(failure);
        }
    }

    /// <summary>The attempt is over.</summary>
    /// <returns>Whether what it brought is wanted.</returns>
    private bool End(LeaseAttempt attempt, LeaseGrant? grant)
    {
        lock (_gate)
        {
            if (_attempt == attempt)
                _attempt = null;
            if (!attempt.IsWanted)
                return false;
            grant?.Tell(attempt.OnLost);
            Volatile.Write(ref _grant, grant);
            return true;
        }
    }

    private string Lost => $"the lease '{Settings.LeaseName}' is lost: the cluster has ended the client's session, or not confirmed it within its "
        + "time to live, and may give the lease to another";

    private async Task<bool> ConfirmAsync(Task ending)
    {
        await ending.WaitAsync(Settings.TimeoutSettings.OperationTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ending.IsCompletedSuccessfully;
    }
}
