using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Sessions;

/// <summary>Opens a session, whose id is the index of this entry.</summary>
/// <param name="Client">Who opens it.</param>
/// <param name="Nonce">Tells the client which of its attempts was carried out.</param>
/// <param name="TimeToLive">How long the session outlives its last keep-alive.</param>
public sealed record OpenSession(ClientId Client, long Nonce, TimeSpan TimeToLive) : Command
{
    /// <inheritdoc/>
    public override int Size => 32 + Client.Value.Length;

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(1);
        fingerprint.Add(Client.Value);
        fingerprint.Add(Nonce);
        fingerprint.Add(TimeToLive.Ticks);
    }
}

/// <summary>Ends a session at its client's wish: all that it holds is released.</summary>
public sealed record CloseSession(ClientId Client, SessionId Session) : Command
{
    /// <inheritdoc/>
    public override int Size => 24 + Client.Value.Length;

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(2);
        fingerprint.Add(Client.Value);
        fingerprint.Add(Session.Value);
    }
}

/// <summary>Ends a session that a leader has not heard from for its time to live.</summary>
public sealed record ExpireSession(SessionId Session) : Command
{
    /// <inheritdoc/>
    public override int Size => 16;

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(3);
        fingerprint.Add(Session.Value);
    }
}

/// <summary>Ends the time for which a lost lock was kept back: the leader's clock says that it has passed.</summary>
/// <param name="Token">The token of the grant that was lost.</param>
public sealed record EndDelay(FencingToken Token) : Command
{
    /// <inheritdoc/>
    public override int Size => 16;

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(5);
        fingerprint.Add(Token.Value);
    }
}

/// <summary>A request of a session, carried out exactly once however often it stands in the log.</summary>
/// <param name="Session">Whose request.</param>
/// <param name="Sequence">Its number within the session, from 1.</param>
/// <param name="Acknowledged">All requests up to this number have been answered, and the answers have come: they can be forgotten.</param>
/// <param name="Body">What is asked.</param>
public sealed record SessionRequest(SessionId Session, long Sequence, long Acknowledged, LockRequest Body) : Command
{
    /// <inheritdoc/>
    public override int Size => 40 + Body.Size;

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(4);
        fingerprint.Add(Session.Value);
        fingerprint.Add(Sequence);
        fingerprint.Add(Acknowledged);
        Body.AddTo(ref fingerprint);
    }
}
