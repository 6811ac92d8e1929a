using Akka.Actor;

namespace Akka.Consensus.Tests.Fencing;

/// <summary>An application's actor: shows an observer all that it gets.</summary>
internal sealed class Guarded(IActorRef observer) : UntypedActor
{
    public const string Fail = "fail";

    public static Props Props(IActorRef observer) => Actor.Props.Create(() => new Guarded(observer));

    protected override void PostRestart(Exception reason)
    {
        observer.Tell("restarted");
        base.PostRestart(reason);
    }

    protected override void OnReceive(object message)
    {
        if (message is Fail)
            throw new InvalidOperationException("told to fail");
        observer.Forward(message);
    }
}
