using Akka.Actor;

namespace Akka.Consensus.Fencing;

/// <summary>
/// Stands before an application's actor, which it makes as its child, and passes on what comes as <see cref="Fenced"/> with a token that is
/// not older than one it has seen. The guarded actor gets the message itself, from the original sender. The sender of an older one gets
/// <see cref="StaleToken"/>; of a message without a token, or with one that no grant has, <see cref="TokenRequired"/>.
/// </summary>
/// <remarks>
/// <para>
/// What has been seen is in the receiver's <see cref="FencingGuard"/>. It is kept when the guarded actor is restarted, which is done when that
/// fails, and when the receiver is. When the guarded actor stops, so does the receiver; whoever makes another gives it the same guard. It
/// is lost with the process, and with a sharded entity that moves or passivates: there the guarded actor keeps the token where it
/// keeps its data, or uses a <see cref="SqlFencingGuard"/>.
/// </para>
/// <para>
/// The guarded actor takes the messages in the order of their tokens, as long as its mailbox keeps their order and it has done with one
/// before it takes the next: work that it starts and does not wait for can be overtaken. It should answer with <c>Context.Parent</c> as the
/// sender: its own reference is a way around the guard.
/// </para>
/// </remarks>
public sealed class FencedReceiver : UntypedActor
{
    private readonly Props _guarded;
    private readonly FencingGuard _guard;
    private IActorRef _child = ActorRefs.Nobody;

    /// <summary>A receiver; made by <see cref="Props(Props, FencingGuard)"/>.</summary>
    public FencedReceiver(Props guarded, FencingGuard guard)
    {
        _guarded = guarded;
        _guard = guard;
    }

    /// <summary>How to make a receiver with a guard of its own. For one actor: those that are made of the same Props share the guard.</summary>
    /// <param name="guarded">How to make the guarded actor.</param>
    public static Props Props(Props guarded) => Props(guarded, new FencingGuard());

    /// <summary>How to make a receiver whose guard lives longer than it, or guards more.</summary>
    /// <param name="guarded">How to make the guarded actor.</param>
    /// <param name="guard">What has been seen.</param>
    public static Props Props(Props guarded, FencingGuard guard)
    {
        ArgumentNullException.ThrowIfNull(guarded);
        ArgumentNullException.ThrowIfNull(guard);
        return Actor.Props.Create(() => new FencedReceiver(guarded, guard));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        FencingFormat.AddTo(Context.System);
        _child = Context.ActorOf(_guarded, "guarded");
        Context.Watch(_child);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Fenced fenced when fenced.Token.IsGranted():
                Receive(fenced);
                break;
            case Terminated ended when ended.ActorRef.Equals(_child):
                Context.Stop(Self);
                break;
            case StaleToken or TokenRequired:
                // two receivers that answer each other's answers would never end
                Unhandled(message);
                break;
            default:
                Sender.Tell(new TokenRequired((message is Fenced unheld ? unheld.Message : message).GetType().FullName!));
                break;
        }
    }

    private void Receive(Fenced fenced)
    {
        if (_guard.TryAccept(fenced.Token))
            _child.Forward(fenced.Message);
        else
            Sender.Tell(new StaleToken(fenced.Token, _guard.Newest!.Value));
    }
}
