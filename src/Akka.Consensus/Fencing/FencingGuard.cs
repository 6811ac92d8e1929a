using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Fencing;

/// <summary>
/// The resource's side of a lock, in memory: refuses a token that is lower than one it has seen. An equal one is accepted, since an owner
/// writes many times. Thread-safe.
/// </summary>
/// <remarks>
/// What has been accepted may be overtaken before it is done, by a newer owner on another thread. So do what must not be late within
/// <see cref="Accept(FencingToken, Action)"/>, or in an actor behind a <see cref="FencedReceiver"/>. The guard remembers as long as it
/// lives: a resource that outlives the process keeps its newest token where it keeps its data, for instance by a <see cref="SqlFencingGuard"/>.
/// </remarks>
public sealed class FencingGuard
{
    private readonly Lock _lock = new();
    private readonly string? _resource;
    private FencingToken _newest;

    /// <summary>A guard that has seen no token yet.</summary>
    /// <param name="resource">What exceptions call the resource; null for no name.</param>
    public FencingGuard(string? resource = null) => _resource = resource;

    /// <summary>The newest token that was accepted; null if there was none.</summary>
    public FencingToken? Newest
    {
        get
        {
            lock (_lock)
                return _newest.IsGranted() ? _newest : null;
        }
    }

    /// <summary>Whether the token is at least as new as all that were accepted before; if so it is accepted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    public bool TryAccept(FencingToken token)
    {
        token.MustBeGranted();
        lock (_lock)
        {
            if (token < _newest)
                return false;
            _newest = token;
            return true;
        }
    }

    /// <summary>Accepts the token, or throws.</summary>
    /// <exception cref="StaleTokenException">A newer token has been accepted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    public void Accept(FencingToken token) => Accept(token, static () => { });

    /// <summary>
    /// Accepts the token and does the work before any other token is looked at, or throws and does nothing. Keep the work short: all others
    /// wait for it. If it throws, the token has been accepted all the same.
    /// </summary>
    /// <exception cref="StaleTokenException">A newer token has been accepted.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No grant has this token: it is not positive.</exception>
    public void Accept(FencingToken token, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        token.MustBeGranted();
        lock (_lock)
        {
            if (token < _newest)
                throw new StaleTokenException(_resource, token, _newest);
            _newest = token;
            work();
        }
    }
}
