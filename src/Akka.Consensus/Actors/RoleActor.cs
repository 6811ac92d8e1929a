using Akka.Actor;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Journal;
using Akka.Consensus.Telemetry;
using Akka.Event;
using Akka.Persistence;
using Akka.Serialization;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Actors;

/// <summary>The shell of one role: hands messages to the core, and carries out what the core wants done, in that order.</summary>
internal sealed class RoleActor : UntypedPersistentActor, IWithTimers
{
    private readonly IRole _core;
    private readonly Consensus _consensus;
    private readonly Router _router;
    private readonly Address _self;
    private readonly Effects _effects = new();
    private readonly Backlog _backlog;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly AdmissionWatch _admission;
    private readonly SnapshotWriter _snapshots;
    private readonly JournalSweeper _sweeper;
    private readonly RoleJournal _journal;
    private readonly RoleMeter _meter;
    private Ballot _leader = Ballot.Zero;
    private IActorRef? _leaving;

    public RoleActor(Role role, Func<IRole> core, Consensus consensus, Router router)
    {
        _core = core();
        _consensus = consensus;
        _router = router;
        _self = new Address(role, consensus.Settings.NodeId.Value);
        var cell = (ActorCell)Context;
        _backlog = new Backlog(consensus.Settings.NodeId, consensus.Settings.MaxBacklog, () => cell.NumberOfMessages);
        PersistenceId = $"{consensus.Settings.Group}-{Peers.NameOf(role)}";
        JournalPluginId = "akka.consensus.journal";
        SnapshotPluginId = role == Role.Learner ? "akka.consensus.snapshot-store" : "akka.persistence.no-snapshot-store";
        _meter = new RoleMeter(consensus.Settings, Peers.NameOf(role));
        _admission = new AdmissionWatch(consensus.Settings, _log);
        _snapshots = new SnapshotWriter(SaveSnapshot);
        _sweeper = new JournalSweeper(DeleteMessages);
        var serializer = (SerializerWithStringManifest)Context.System.Serialization.FindSerializerForType(typeof(IEvent));
        _journal = new RoleJournal(PersistenceId, JournalExtension.Get(Context.System).Store.Rows, serializer, _log);
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not Packet packet || !_backlog.IsTooMuch(packet, IsRecovering))
            return base.AroundReceive(receive, message);
        _meter.Dropped();
        if (packet.Message is ClientMessage)
            Sender.Tell(new Packet(_self, new Overloaded(Taken: 0)));
        return true;
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer offer:
                _core.Recover((IEvent)offer.Snapshot);
                break;
            case RecoveryCompleted:
                Start();
                break;
            default:
                var stored = _journal.Read(message, LastSequenceNr);
                _sweeper.Recovered(LastSequenceNr, stored is IRebase);
                _core.Recover(stored);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        try
        {
            Handle(message);
            CarryOut();
            _consensus.View.Note(_core);
            if (_leaving is not null && _core is ProposerRole role)
                WatchLeaving(role);
        }
        catch (Exception impossible) when (impossible is InvariantException or AmnesiaException)
        {
            GiveUp(impossible);
        }
        catch (Exception broken)
        {
            // Stopped rather than restarted at once: the supervisor waits before the next life.
            _log.Error(broken, "the {0} failed and starts again: {1}", _self.Role, broken.Message);
            _effects.Clear();
            Context.Stop(Self);
        }
    }

    protected override void PostStop()
    {
        _consensus.View.Forget(_self.Role);
        base.PostStop();
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        if (reason is InvariantException or ForeignJournalException or AmnesiaException)
            GiveUp(reason);
        else if (_journal.WhyRefused(reason) is { } refusal)
            GiveUp(refusal);
        else
            base.OnRecoveryFailure(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _meter.WriteFailed();
        if (_journal.WhyRefused(cause) is { } refusal)
            GiveUp(refusal);
        else
            _log.Error("the {0} could not write its journal and starts again: {1}", _self.Role, cause.Message);
    }

    /// <summary>By default a rejected event is only logged, and the role would go on with a gap in its memory.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _meter.WriteFailed();
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <summary>What is thrown after the replay does not count as its failure, so it is caught here.</summary>
    private void Start()
    {
        try
        {
            _journal.Complete(LastSequenceNr);
            _sweeper.Start();
            _core.Start(Clock.Now, _effects);
            CarryOut();
            Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _consensus.Settings.HeartbeatInterval);
        }
        catch (Exception impossible) when (impossible is InvariantException or JournalException)
        {
            GiveUp(impossible);
        }
    }

    private void Handle(object message)
    {
        var now = Clock.Now;
        switch (message)
        {
            case Packet packet when _router.Note(packet, Sender):
                _core.Receive(now, packet.From, packet.Message, _effects);
                break;
            case Packet:
                _meter.Dropped();
                Sender.Tell(new Packet(_self, new Overloaded(Taken: 0)));
                break;
            case Tick:
                _core.Tick(now, _effects);
                if (_core is ProposerRole role)
                    WatchLeader(role);
                else if (_core is Acceptor acceptor)
                    _admission.Watch(acceptor.Admission, now);
                break;
            case SaveSnapshotSuccess:
                Saved(now, isDurable: true);
                break;
            case SaveSnapshotFailure failure:
                _log.Warning("the {0} could not store a snapshot; the one before still stands: {1}", _self.Role, failure.Cause.Message);
                Saved(now, isDurable: false);
                break;
            case DeleteMessagesSuccess:
                _sweeper.Swept();
                break;
            case DeleteMessagesFailure failure:
                _log.Warning("the {0} could not drop old rows of its journal, and tries again with the next ones: {1}", _self.Role, failure.Cause.Message);
                _sweeper.Failed();
                break;
            case Suspected suspected when _core is ProposerRole proposer:
                proposer.Suspect(suspected.Node);
                break;
            case Leave when _core is ProposerRole proposer:
                if (proposer.IsEstablished)
                    _log.Info("this node is about to stop, and hands its leadership over");
                _leaving = Sender;
                proposer.Leave(now, _effects);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void CarryOut()
    {
        foreach (var effect in _effects.Items)
            CarryOut(effect);
        _effects.Clear();
    }

    private void CarryOut(Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Persist:
                Persist(effect.Event!);
                break;
            case EffectKind.Save:
                _snapshots.Save(effect.Snapshot!);
                break;
            case EffectKind.Send:
                Send(effect);
                break;
            case EffectKind.SendWhenDurable:
                _backlog.Defer();
                DeferAsync(effect, SendDeferred);
                break;
        }
    }

    private void Persist(IEvent change)
    {
        var row = _journal.Add(change, out var durable);
        var begun = RoleMeter.BeginWrite();
        _backlog.Defer();
        PersistAsync(row, _ =>
        {
            _backlog.Done();
            _meter.Written(begun);
            durable();
            if (change is IRebase)
                _sweeper.SweepUpTo(LastSequenceNr - 1);
        });
    }

    private void Saved(TimeSpan now, bool isDurable) =>
        _core.Receive(now, _self, new SnapshotSaved(_snapshots.Finish(), isDurable), _effects);

    private void SendDeferred(Effect effect)
    {
        _backlog.Done();
        Send(effect);
    }

    private void Send(Effect effect)
    {
        _meter.Sending(effect.Message!);
        _router.Send(_self, Self, effect.To, effect.Message!);
    }

    private void WatchLeader(ProposerRole role)
    {
        _router.ForgetSilentClients();
        if (role.Leader == _leader)
            return;
        _leader = role.Leader;
        _meter.LeaderChanged();
        if (_leader == role.Proposer.Ballot && role.HandedOverBy is { } from)
            _log.Info("{0} leads with ballot {1}, handed over by {2}", _leader.Node, _leader, from.Node);
        else
            _log.Info("{0} leads with ballot {1}", _leader.Node, _leader);
    }

    /// <summary>Whoever wants to stop this node waits until another leads, or nobody can be found who would.</summary>
    private void WatchLeaving(ProposerRole role)
    {
        if (!role.HasLeft)
            return;
        _leaving.Tell(Left.Instance);
        _leaving = null;
    }

    private void GiveUp(Exception reason)
    {
        _log.Error(reason is JournalException ? null : reason, "the {0} stops for good: {1}", _self.Role, reason.Message);
        _consensus.Fail($"the {Peers.NameOf(_self.Role)} stops for good: {reason.Message}");
        Context.Stop(Self);
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}
