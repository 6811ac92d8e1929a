using Akka.Consensus.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Elections;

/// <summary>
/// A term as leader. It ends when it is resigned, or lost: the leader is told of the loss, by its own clock if by nobody else, before another is elected. Thread-safe.
/// </summary>
/// <remarks>
/// A process may be stopped between looking at this and acting on it: whatever must not be done by two leaders should check the <see cref="Term"/> where it is done.
/// </remarks>
public sealed class Leadership : IAsyncDisposable
{
    private readonly LockHandle _handle;

    internal Leadership(string election, string value, LockHandle handle)
    {
        Election = election;
        Value = value;
        _handle = handle;
    }

    /// <summary>The election's name.</summary>
    public string Election { get; }

    /// <summary>What the leader campaigned with.</summary>
    public string Value { get; }

    /// <summary>Higher than that of every leader before; a fencing token.</summary>
    public FencingToken Term => _handle.Token;

    /// <summary>What the leader before had to say when it resigned; null for nothing, or if it was lost, or if nobody was in line when it resigned.</summary>
    public string? Inherited => _handle.Message;

    /// <inheritdoc cref="LockHandle.Lost"/>
    public CancellationToken Lost => _handle.Lost;

    /// <summary>Why the leadership was lost; null if it was not.</summary>
    public Loss? Loss => _handle.Loss;

    /// <summary>How sure the leadership is, now.</summary>
    public LockState State => _handle.State;

    /// <inheritdoc cref="LockHandle.StatesAsync"/>
    public IAsyncEnumerable<LockState> StatesAsync(CancellationToken cancellationToken = default) => _handle.StatesAsync(cancellationToken);

    /// <summary>Asks the cluster whether this leader still leads (a linearizable read).</summary>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    public Task<bool> ConfirmAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _handle.ConfirmAsync(timeout, cancellationToken);

    /// <summary>Gives the leadership to the next in line; completes when the cluster has taken note, or the leadership is lost. Again is no error.</summary>
    /// <param name="payload">
    /// What the next leader should know: at most 1024 characters, which it finds in <see cref="Inherited"/>. It is kept for nobody if nobody is in line.
    /// </param>
    /// <param name="cancellationToken">Ends the wait, and not the resignation.</param>
    public Task ResignAsync(string? payload = null, CancellationToken cancellationToken = default) =>
        payload is null ? _handle.ReleaseAsync(cancellationToken) : _handle.ReleaseAsync(payload, cancellationToken);

    /// <summary>Resigns. Waits for the cluster a few seconds at most, and never throws.</summary>
    public ValueTask DisposeAsync() => _handle.DisposeAsync();
}
