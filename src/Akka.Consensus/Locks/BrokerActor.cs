using Akka.Actor;
using Akka.Event;

namespace Akka.Consensus.Locks;

/// <summary>Acquires and releases in the name of actors: see <see cref="LockBroker"/>. One for an ActorSystem.</summary>
internal sealed class BrokerActor(ReplicatedLocks locks) : UntypedActor
{
    private readonly Dictionary<IActorRef, Dictionary<string, BrokerClaim>> _owners = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LockBroker.Acquire acquire when MayOwn(acquire.Name):
                Acquire(acquire);
                break;
            case LockBroker.Release release when MayOwn(release.Name):
                Release(release);
                break;
            case LockBroker.Acquire or LockBroker.Release:
                break;
            case InLine line when IsCurrent(line.Claim) && line.Claim.Handle is null:
                line.Claim.Position = line.Position;
                line.Claim.Owner.Tell(new LockBroker.Queued(line.Claim.Name, line.Position));
                break;
            case Ended ended:
                End(ended);
                break;
            case Changed changed when IsCurrent(changed.Claim) && changed.Claim.Releases == 0:
                Change(changed.Claim, changed.State);
                break;
            case GivenBack back when IsCurrent(back.Claim):
                GiveBack(back.Claim);
                break;
            case Terminated stopped when _owners.Remove(stopped.ActorRef, out var claims):
                foreach (var claim in claims.Values)
                    claim.Abandon();
                break;
            case InLine or Changed or GivenBack or Terminated:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Nobody is left to give anything back: the owners must not believe to hold what this actor does not know of in its next life.</summary>
    protected override void PostStop()
    {
        foreach (var claim in _owners.Values.SelectMany(c => c.Values))
        {
            claim.Abandon();
            claim.Owner.Tell(claim.Handle is { } held
                ? new LockBroker.Lost(claim.Name, held.Token, held.Loss ?? new Loss(Core.Client.LossReason.SessionEnded, null))
                : new LockBroker.Failed(claim.Name, "the broker of the locks has ended"));
        }
    }

    private void Acquire(LockBroker.Acquire acquire)
    {
        if (Find(Sender, acquire.Name) is not { } claim)
        {
            Begin(Sender, acquire);
        }
        else if (claim.Releases > 0)
        {
            claim.Next = acquire;
        }
        else if (!acquire.Demands.SequenceEqual(claim.Request.Demands))
        {
            Sender.Tell(new LockBroker.Failed(acquire.Name, $"this actor has or awaits '{acquire.Name}' in another way: release it first"));
        }
        else if (claim.Handle is { State: LockState.Lost })
        {
            Change(claim, LockState.Lost);
            Begin(Sender, acquire);
        }
        else if (claim.Handle is not null)
        {
            Sender.Tell(claim.Grant);
        }
        else if (claim.Position is { } position)
        {
            Sender.Tell(new LockBroker.Queued(claim.Name, position));
        }
    }

    private void Begin(IActorRef owner, LockBroker.Acquire acquire)
    {
        var claim = new BrokerClaim(owner, acquire);
        if (!_owners.TryGetValue(owner, out var claims))
        {
            // One that has stopped by now is told of at once.
            Context.Watch(owner);
            _owners.Add(owner, claims = new Dictionary<string, BrokerClaim>(StringComparer.Ordinal));
        }

        claims.Add(claim.Name, claim);
        var self = Self;
        claim.AskAsync(locks, position => self.Tell(new InLine(claim, position)))
            .PipeTo(self, success: result => new Ended(claim, result.Handle, result.Refusal));
    }

    private void End(Ended ended)
    {
        var claim = ended.Claim;
        if (!IsCurrent(claim))
        {
            _ = ended.Handle?.ReleaseAsync();
        }
        else if (ended.Handle is { } handle)
        {
            claim.Handle = handle;
            claim.Owner.Tell(claim.Grant);
            _ = FollowAsync(claim, handle, Self);
        }
        else
        {
            Forget(claim);
            claim.Owner.Tell(ended.Refusal!);
        }
    }

    private static async Task FollowAsync(BrokerClaim claim, LockHandle handle, IActorRef self)
    {
        await foreach (var state in handle.StatesAsync().ConfigureAwait(false))
            self.Tell(new Changed(claim, state));
    }

    private void Change(BrokerClaim claim, LockState state)
    {
        var token = claim.Handle!.Token;
        switch (state)
        {
            case LockState.Suspended when !claim.IsSuspended:
                claim.IsSuspended = true;
                claim.Owner.Tell(new LockBroker.Suspended(claim.Name, token));
                break;
            case LockState.Held when claim.IsSuspended:
                claim.IsSuspended = false;
                claim.Owner.Tell(new LockBroker.Resumed(claim.Name, token));
                break;
            case LockState.Lost:
                Forget(claim);
                claim.Owner.Tell(new LockBroker.Lost(claim.Name, token, claim.Handle.Loss!));
                break;
        }
    }

    private void Release(LockBroker.Release release)
    {
        if (Find(Sender, release.Name) is not { } claim)
        {
            Sender.Tell(new LockBroker.Released(release.Name));
        }
        else if (release.Message?.Length > Core.Locks.LockRequest.MaxTextLength)
        {
            Sender.Tell(new LockBroker.Failed(release.Name, $"a message of {release.Message.Length} characters is too long: '{release.Name}' was not released"));
        }
        else if (claim.Handle is null)
        {
            Forget(claim);
            claim.Abandon();
            Sender.Tell(new LockBroker.Released(release.Name));
        }
        else if (claim.Releases++ == 0)
        {
            var done = release.Message is { } message ? claim.Handle.ReleaseAsync(message) : claim.Handle.ReleaseAsync();
            done.PipeTo(Self, success: () => new GivenBack(claim), failure: _ => new GivenBack(claim));
        }
        else
        {
            claim.Next = null;
        }
    }

    private void GiveBack(BrokerClaim claim)
    {
        Forget(claim);
        for (var i = 0; i < claim.Releases; i++)
            claim.Owner.Tell(new LockBroker.Released(claim.Name));
        if (claim.Next is { } next)
            Begin(claim.Owner, next);
    }

    /// <summary>Whether the sender can be watched here and told more than once. If not, it is told why.</summary>
    private bool MayOwn(string name)
    {
        var reason = Sender switch
        {
            IInternalActorRef { IsLocal: false } => "only actors of this ActorSystem own locks here: ask the broker of your own",
            { Path.Elements: ["temp", ..] } => "an Ask cannot own a lock, for it ends with the first answer: send the message from the actor itself",
            _ => null,
        };
        if (Sender.Equals(Context.System.DeadLetters))
            _log.Warning("'{0}' was asked for by nobody: send the message from an actor", name);
        else if (reason is not null)
            Sender.Tell(new LockBroker.Failed(name, reason));
        return reason is null && !Sender.Equals(Context.System.DeadLetters);
    }

    private BrokerClaim? Find(IActorRef owner, string name) =>
        _owners.TryGetValue(owner, out var claims) && claims.TryGetValue(name, out var claim) ? claim : null;

    private bool IsCurrent(BrokerClaim claim) => Find(claim.Owner, claim.Name) == claim;

    private void Forget(BrokerClaim claim)
    {
        var claims = _owners[claim.Owner];
        claims.Remove(claim.Name);
        if (claims.Count > 0)
            return;
        _owners.Remove(claim.Owner);
        Context.Unwatch(claim.Owner);
    }

    private sealed record InLine(BrokerClaim Claim, int Position) : INoSerializationVerificationNeeded;

    private sealed record Ended(BrokerClaim Claim, LockHandle? Handle, object? Refusal) : INoSerializationVerificationNeeded;

    private sealed record Changed(BrokerClaim Claim, LockState State) : INoSerializationVerificationNeeded;

    private sealed record GivenBack(BrokerClaim Claim) : INoSerializationVerificationNeeded;
}
