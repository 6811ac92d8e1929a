namespace Akka.Consensus.Core.Sessions;

/// <summary>What the log says of a session's silence: what outlives the leader that has waited for it.</summary>
/// <param name="At">The entry that says so; zero if none ever did.</param>
/// <param name="Length">For how long it had not been heard when that was proposed; zero if it has been heard again.</param>
public readonly record struct Silence(LogIndex At, TimeSpan Length)
{
    /// <summary>Whether the session is silent, as far as the log knows.</summary>
    public bool Lasts => Length > TimeSpan.Zero;
}

/// <summary>
/// A leader has not heard from a session for a part of its time to live, or has heard from it again. From then on no leader acknowledges a keep-alive of it
/// before the log takes the silence back.
/// </summary>
/// <param name="Session">Which.</param>
/// <param name="Length">For how long, when this was proposed; zero when it was heard again.</param>
public sealed record NoteSilence(SessionId Session, TimeSpan Length) : Command
{
    /// <inheritdoc/>
    public override int Size => 24;

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(7);
        fingerprint.Add(Session.Value);
        fingerprint.Add(Length.Ticks);
    }
}
