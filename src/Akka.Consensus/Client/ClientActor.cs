using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Locks;
using Akka.Consensus.Telemetry;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Client;

/// <summary>
/// The shell of the <see cref="LockClient"/>: one for an ActorSystem. What many callers ask while it is busy leaves in one message.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "PostStop ends the lease: nobody disposes of an actor.")]
internal sealed class ClientActor : UntypedActor, IWithTimers
{
    private readonly Dictionary<long, AcquireCall> _acquiring = [];
    private readonly Dictionary<long, TaskCompletionSource> _releasing = [];
    private readonly Dictionary<long, TaskCompletionSource<bool?>> _takingAway = [];
    private readonly Dictionary<long, TaskCompletionSource<IQueryAnswer?>> _querying = [];
    private readonly List<TaskCompletionSource> _closing = [];
    private readonly Effects _effects = new();
    private readonly ConsensusSettings _settings;
    private readonly IClientTransport _transport;
    private readonly HandleActions _actions;
    private readonly CallLimit _acquires;
    private readonly CallLimit _queries;
    private readonly LockClient _core;
    private readonly Address _address;
    private readonly CurrentSession _current;
    private SessionLease? _lease;
    private bool _isFlushDue;

    public ClientActor(ConsensusSettings settings, IClientTransport transport, HandleActions actions, CallLimit acquires, CallLimit queries,
        CurrentSession current)
    {
        _settings = settings;
        _transport = transport;
        _actions = actions;
        _acquires = acquires;
        _queries = queries;
        _current = current;

        // A new one in each life: an answer to a former life's question must not be taken for an answer to one of this life.
        var id = new ClientId(string.Create(CultureInfo.InvariantCulture,
            $"{Environment.MachineName}/{Environment.ProcessId}/{Random.Shared.NextInt64():x8}"));
        _core = new LockClient(id, settings.Client, new Backoff(settings.Client, (ulong)Random.Shared.NextInt64()));
        _address = Address.Client(id);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _settings.ClientTick);

    protected override void PostStop()
    {
        LoseLease(isLost: false);
        foreach (var operation in _acquiring.Keys.ToList())
            Finish(operation)?.Result.TrySetResult(AcquireResult.Failed(AcquireFailure.SessionLost));
        foreach (var result in _releasing.Values.Concat(_closing))
            result.TrySetResult();
        foreach (var result in _takingAway.Values)
            result.TrySetResult(null);
        foreach (var query in _querying.Keys.ToList())
            FinishQuery(query)?.TrySetResult(null);
    }

    protected override void OnReceive(object message)
    {
        var now = Clock.Now;
        switch (message)
        {
            case Packet packet:
                _core.Receive(now, packet.From, packet.Message, _effects);
                _core.Flush(now, _effects);
                break;
            case Tick:
                _core.Tick(now, _effects);
                break;
            case Flush:
                _isFlushDue = false;
                _core.Flush(now, _effects);
                break;
            case Call call:
                Take(now, call);
                FlushSoon();
                break;
            default:
                Unhandled(message);
                break;
        }

        CarryOut();
    }

    private void Take(TimeSpan now, Call asked)
    {
        switch (asked)
        {
            case AcquireCall acquire:
                _acquiring.Add(acquire.Operation, acquire);
                _core.Acquire(now, acquire.Operation, acquire.Request, acquire.Terms, _effects);
                break;
            case CancelCall cancel:
                _core.Cancel(now, cancel.Operation, _effects);
                break;
            case ReleaseCall release:
                _releasing.Add(release.Operation, release.Result);
                _core.Release(now, release.Operation, release.Note, _effects);
                break;
            case TakeAwayCall call:
                _takingAway.Add(call.Operation, call.Result);
                _core.TakeAway(now, call.Operation, call.Request, call.Timeout, _effects);
                break;
            case QueryCall query:
                _querying.Add(query.Query.Id, query.Result);
                _core.Ask(now, query.Query, query.Timeout, _effects, query.Only);
                break;
            case StatusCall status:
                _querying.Add(status.Query, status.Result);
                _core.QueryStatus(now, status.Query, status.Timeout, _effects);
                break;
            case CloseCall close:
                // Before the cluster can give anything on: its word that it has may be lost on the way here.
                _lease?.LetGo();
                _closing.Add(close.Result);
                _core.Close(now, _effects);
                break;
        }
    }

    /// <summary>The message to itself stands behind all that has been asked by now: what those calls send leaves together.</summary>
    private void FlushSoon()
    {
        if (_isFlushDue)
            return;
        _isFlushDue = true;
        Self.Tell(Flush.Instance);
    }

    private void CarryOut()
    {
        RenewLease();
        // by index: giving back what nobody waits for any more adds to the effects
        for (var i = 0; i < _effects.Items.Count; i++)
        {
            var effect = _effects.Items[i];
            if (effect.Kind == EffectKind.Tell)
                Complete(effect.Outcome!);
            else
                _transport.Send(effect.To, new Packet(_address, effect.Message!), Self);
        }

        _effects.Clear();
    }

    private void RenewLease()
    {
        // The handles may have said "lost" while an answer that would have kept them was on its way here: they have the last word.
        if (_lease is { IsLost: true } && _core.Deadline is not null)
            _core.EndSession(_effects);
        if (_core.Deadline is not { } deadline || _core.SuspendedFrom is not { } suspendedFrom)
        {
            LoseLease(isLost: _closing.Count == 0);
        }
        else if (_lease is null)
        {
            _lease = new SessionLease(_core.Session!.Value, deadline, suspendedFrom);
            ClientInstruments.Opened(_lease, _settings.Group);
        }
        else
        {
            _lease.Extend(deadline, suspendedFrom);
        }

        _current.Lease = _lease;
    }

    private void LoseLease(bool isLost)
    {
        if (_lease is not { } lease)
            return;
        lease.Lose();
        ClientInstruments.Ended(lease, isLost);
        _lease = null;
    }

    private void Complete(IOutcome outcome)
    {
        switch (outcome)
        {
            case Acquired acquired when Finish(acquired.Operation) is { } call:
                Grant(call, acquired);
                break;
            case InLine line when _acquiring.TryGetValue(line.Operation, out var call):
                call.Queued?.Invoke(line.Position);
                break;
            case NotAcquired refused when Finish(refused.Operation) is { } call:
                call.Result.TrySetResult(new AcquireResult(null, refused));
                break;
            case NotAcquired refused when _takingAway.Remove(refused.Operation, out var result):
                result.TrySetResult(null);
                break;
            case TakenAway taken when _takingAway.Remove(taken.Operation, out var result):
                result.TrySetResult(taken.IsDone);
                break;
            case GivenBack back when _releasing.Remove(back.Operation, out var result):
                result.TrySetResult();
                break;
            case Lost lost:
                _lease?.Find(lost.Operation)?.OnLost(lost.Reason, lost.By);
                break;
            case Answered answered:
                FinishQuery(answered.Query)?.TrySetResult(answered.Answer);
                break;
            case NotAsked refused:
                FinishQuery(refused.Query)?.TrySetException(ConsensusOverloadedException.OfQuestions(_settings.Client.MaxQueries));
                break;
            case Unanswered unanswered:
                FinishQuery(unanswered.Query)?.TrySetResult(null);
                break;
            case Closed:
                _closing.ForEach(c => c.TrySetResult());
                _closing.Clear();
                break;
        }
    }

    private AcquireCall? Finish(long operation)
    {
        if (_acquiring.Remove(operation, out var call))
            _acquires.Leave();
        return call;
    }

    private TaskCompletionSource<IQueryAnswer?>? FinishQuery(long query)
    {
        if (_querying.Remove(query, out var result))
            _queries.Leave();
        return result;
    }

    private void Grant(AcquireCall call, Acquired acquired)
    {
        // Without a lease the session ended in the same turn as the grant came: what is lost is not handed out.
        if (_lease is null)
        {
            call.Result.TrySetResult(AcquireResult.Failed(AcquireFailure.SessionLost));
            return;
        }

        var handle = new LockHandle(call, acquired, _lease, _actions);
        call.Owner.Add(handle);
        _lease.Add(handle);
        if (!call.Result.TrySetResult(new AcquireResult(handle, null)))
        {
            _lease.Remove(handle);
            call.Owner.Remove(handle);
            _core.Cancel(Clock.Now, call.Operation, _effects);
            FlushSoon();
        }
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class Flush
    {
        public static Flush Instance { get; } = new();
    }
}
